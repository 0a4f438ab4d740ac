#!/usr/bin/env node
// CommonJS, because Node starts it without its ES module loader; everything heavy is loaded later.
require('../dist/cli.js');
