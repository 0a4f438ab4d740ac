/** One sheet: system fonts, light and dark by the reader's setting, a print form, and no colour that carries meaning alone. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1c1f23;--soft:#5b6470;--line:#dfe2e6;--link:#0b57d0;--critical:#a4133c;--high:#c2410c;--medium:#8a6100;--low:#2563a8;--info:#5b6470;--good:#1a7f4b;--tint:#f1f3f5;--agent:#e7edfb;--clear:#fde8ec}
@media(prefers-color-scheme:dark){:root{--bg:#131518;--card:#1b1e22;--ink:#e7e9ec;--soft:#a2aab4;--line:#343a41;--link:#8ab4f8;--critical:#ff8fa3;--high:#ffa06b;--medium:#e6be5a;--low:#86b7f0;--info:#a2aab4;--good:#6fd39b;--tint:#24282d;--agent:#22304d;--clear:#45202a}}
*{box-sizing:border-box}
body{margin:0;overflow-wrap:anywhere;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,header>div,footer{max-width:1180px;margin:0 auto;padding:0 20px}
header{border-bottom:1px solid var(--line);background:var(--card)}
header>div{padding-top:18px;padding-bottom:14px}
h1{font-size:22px;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:19px;margin:38px 0 12px;padding-top:8px}
h3{font-size:15px;margin:0 0 6px}
h4{font-size:13px;margin:14px 0 4px;color:var(--soft)}
p{margin:0 0 8px}
a{color:var(--link)}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
code{background:var(--tint);border-radius:4px;padding:1px 4px}
pre{background:var(--tint);border-radius:6px;padding:10px 12px;overflow:auto;white-space:pre}
pre code{background:none;padding:0}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:20px;top:8px;background:var(--card);padding:6px 10px;z-index:9}
nav{position:sticky;top:0;z-index:5;background:var(--card);border-bottom:1px solid var(--line)}
nav ul{max-width:1180px;margin:0 auto;padding:0 20px;display:flex;gap:18px;list-style:none;overflow-x:auto}
nav a{display:block;padding:9px 0;text-decoration:none;white-space:nowrap}
nav a:hover{text-decoration:underline}
section[id]{scroll-margin-top:44px}
.aside{color:var(--soft);font-size:13px}
.quiet{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:14px;margin-top:20px}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px;min-width:0}
.tile h3{color:var(--soft);font-weight:600;font-size:13px}
.tile ul,.tile ol{margin:0 0 6px;padding-left:18px}.tile li{margin-bottom:4px;overflow-wrap:anywhere}
.tile .aside{display:block}.tile .clamp{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}.tile .big .aside{display:inline}
.big{font-size:30px;line-height:1.15;font-weight:650;margin-bottom:8px}
.bar{display:flex;height:10px;border-radius:5px;overflow:hidden;gap:2px;margin-bottom:8px}
.bar span,.dot{background:currentColor}
.dot{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px}
.counts{display:flex;flex-wrap:wrap;gap:4px 14px;list-style:none;padding:0!important}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.score{white-space:nowrap;font-variant-numeric:tabular-nums;font-weight:650}
.first{margin-top:16px;padding:10px 14px;border-left:4px solid var(--critical);background:var(--card);border-radius:0 8px 8px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:14px}
.card:target{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
.card{scroll-margin-top:52px}
.card h3{display:flex;justify-content:space-between;gap:10px;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 12px;margin:8px 0}
dt{color:var(--soft);font-size:13px}dd{margin:0;overflow-wrap:anywhere;min-width:0}
.route{margin:0 0 8px;padding-left:20px}.route li{margin-bottom:3px;overflow-wrap:anywhere}
.where{font-size:12px;color:var(--soft)}
.graph{margin:0 0 18px;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
.graph svg{display:block;margin:0 auto;max-width:none}
.graph figcaption{padding:8px 14px;color:var(--soft);font-size:13px;border-top:1px solid var(--line);position:sticky;left:0}
.graph text{font:13px system-ui,sans-serif;fill:var(--ink)}.graph .aside{font-size:11px;fill:var(--soft)}
.graph .letter{font-weight:700;fill:var(--soft)}
.node rect{fill:var(--tint);stroke:var(--line);stroke-width:1.2}
.node.agent rect{fill:var(--agent);stroke:var(--link)}
.node.clear rect{fill:var(--clear);stroke:var(--critical)}
.node.identity rect{stroke:var(--soft)}.node.resource rect{stroke:var(--soft);stroke-dasharray:4 3}
.graph a:hover .node rect,.graph a:focus .node rect{stroke-width:2.4}
.line{fill:none;stroke:var(--soft);stroke-width:1.3;opacity:.75}
.line.clear{stroke:var(--critical);stroke-dasharray:6 3;opacity:1}.line.can-become{stroke-width:2.2;stroke:var(--high);opacity:1}
#tip{fill:var(--soft)}
.far{opacity:.13!important}
.key{margin-right:12px;white-space:nowrap}.key b{display:inline-block;min-width:14px;color:var(--ink)}.key .dash{color:var(--critical)}
form{display:none}.js form{display:flex;flex-wrap:wrap;gap:10px 18px;align-items:center;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 14px;margin-bottom:14px}
fieldset{border:0;padding:0;margin:0;display:flex;gap:10px;flex-wrap:wrap}legend{float:left;margin-right:10px;color:var(--soft);font-size:13px;line-height:1.7}
form label{white-space:nowrap}select,input[type=search]{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:3px 8px;max-width:260px}
output{color:var(--soft);font-size:13px}
.group{margin-bottom:26px}.group>h3{font-size:16px}
.id{font-weight:500;color:var(--soft);font-size:13px}th .id{display:block}
details>summary{cursor:pointer}
.why{margin:0 0 8px}.why>summary{color:var(--soft);font-size:13px}
.finding{background:var(--card);border:1px solid var(--line);border-left:4px solid currentColor;border-radius:0 8px 8px 0;margin-bottom:6px}
.finding>*{color:var(--ink)}
.finding>summary{padding:8px 12px;overflow-wrap:anywhere}
.finding>summary .where{float:right;margin-left:12px;background:none}
.finding>summary::after{content:"";display:block;clear:both}
.badge{display:inline-block;min-width:62px;font-size:12px;font-weight:650}
.body{padding:2px 16px 12px;border-top:1px solid var(--line);margin-top:2px}
.chain{font-weight:550;margin-top:8px;overflow-wrap:anywhere}
.note{background:var(--tint);border-radius:6px;padding:6px 10px;margin-top:8px}
[hidden]{display:none!important}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{overflow-wrap:normal;color:var(--soft);font-size:13px;font-weight:600}tbody th{font-weight:550}
.scroll{overflow-x:auto}
.matrix{min-width:860px}.matrix td{width:14%}.matrix .aside{display:block}
.state.present b{color:var(--good)}.state.absent b{color:var(--critical)}.state.ineffective b{color:var(--high)}.state.unknown b{color:var(--soft)}
section>details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin-bottom:8px;padding:8px 14px}
section.group>details.why{background:none;border:0;padding:0}section.group>details.finding{padding:0}
details>table,details>.scroll{margin-top:8px}
footer{color:var(--soft);font-size:13px;padding-top:26px;padding-bottom:40px}
@media(max-width:640px){form label{white-space:normal;max-width:100%}select,input[type=search]{width:100%;max-width:100%}nav ul{gap:14px}.tiles,.cards{grid-template-columns:minmax(0,1fr)}.finding>summary .where{float:none;display:block;margin:4px 0 0}dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@media print{nav,form,.skip{display:none!important}body{background:#fff;font-size:11px}code,pre,.aside,h3,h4{font-size:10px}h1{font-size:17px}h2{font-size:14px;margin-top:22px}.tile,.card,.finding{break-inside:avoid}.graph svg{width:100%;height:auto}details::details-content{content-visibility:visible;block-size:auto}a{color:inherit}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}.node,.line{transition:opacity .12s}}
`;
