import type { Report } from '../../model/index.ts';
import { sha256 } from '../../util/hash.ts';
import type { RenderOptions } from '../options.ts';
import { storyOf } from '../story/index.ts';
import { number } from '../table/screen.ts';
import { graphSvg } from './graph/svg.ts';
import { type Markup, html as markup, trusted } from './markup.ts';
import { anchors, type Page } from './page.ts';
import { agents } from './parts/agents.ts';
import { findings } from './parts/findings.ts';
import { overview } from './parts/overview.ts';
import { frameworks, inventory, lifecycle, unseen } from './parts/tables.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** One file that asks for nothing: no request, no font, no library; the graph is laid out here. Whole without JavaScript. */
export function html(report: Report, { catalogue }: RenderOptions): string {
  const page: Page = { report, story: storyOf(report), catalogue, anchor: anchors(report) };
  const parts: [string, string, Markup | undefined][] = [
    ['overview', 'Overview', overview(page)],
    ['agents', 'Agents', agents(page, graphSvg(page))],
    ['findings', 'Findings', findings(page)],
    ['lifecycle', 'Life of an action', lifecycle(page)],
    ['frameworks', 'Frameworks', frameworks(page)],
    ['inventory', 'Inventory', inventory(page)],
    ['unseen', 'Not seen', unseen(page)],
  ];
  const present = parts.filter(([, , part]) => part !== undefined);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>nhi-audit: ${nameOf(report)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header><div><h1>${nameOf(report)}</h1><p class="aside">${summary(report)}</p></div></header>
<nav aria-label="Sections"><ul>${present.map(([id, title]) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main">${present.map(([, , part]) => part)}</main>
<footer>Made by nhi-audit ${report.tool.version}, rules ${report.tool.rulesDigest}. No value of a credential is in this file.</footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** The repository, else what was scanned; a bare `.` tells a reader nothing. */
const nameOf = ({ scan }: Report) =>
  scan.repository ?? (scan.targets.join(', ').replace(/^\.$/, '') || 'Audit of agents and their identities');

function summary({ scan, inventory: { agents: list, credentials, identities } }: Report): string {
  const { stats, startedAt } = scan;
  const counts = `${number(list.length)} agents, ${number(credentials.length)} credentials, ${number(identities.length)} identities`;
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC · ${number(stats.files)} files${stats.commits ? `, ${number(stats.commits)} commits` : ''} · ${counts}`;
}

const hash = (text: string) => `sha256-${sha256(text).toString('base64')}`;
