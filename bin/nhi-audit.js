#!/usr/bin/env node
// CommonJS, because Node starts it without its ES module loader; everything heavy is imported later.
require('../dist/cli.js');
