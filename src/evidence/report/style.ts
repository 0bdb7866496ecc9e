import { onPaper } from './style-on-paper.ts';

const LIGHT = `--ink: #1b2530; --quiet: #55626f; --line: #d9e0e6; --paper: #fff; --wash: #f4f6f8;
  --good: #0f6237; --good-wash: #dff3e7; --calm: #1d4f91; --calm-wash: #e4eefb; --bad: #9f1b1b; --bad-wash: #fce5e5;
  --warn: #704600; --warn-wash: #fdf1d8; --mark: #d6336c`;
const DARK = `--ink: #e4e9ee; --quiet: #a3b0bc; --line: #33404c; --paper: #12191f; --wash: #1b242d;
  --good: #7fdca6; --good-wash: #143524; --calm: #9cc4f5; --calm-wash: #16304f; --bad: #ffabab; --bad-wash: #4a1a1a;
  --warn: #f2c469; --warn-wash: #3a2c0d; --mark: #ff5c93`;

const WORDS = `
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif }
a { color: var(--calm); text-underline-offset: .15em }
h1 { font-size: 2rem; line-height: 1.2; margin: .2rem 0 .9rem; letter-spacing: -.01em }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 3rem 0 1rem; padding-top: 1.1rem; border-top: 2px solid var(--line) }
h3 { font-size: 1.05rem; margin: 0 } .facts h3 { margin: 1.6rem 0 .4rem }
p { margin: .5rem 0 } code, pre { font: .85em/1.5 ui-monospace, "Liberation Mono", "DejaVu Sans Mono", monospace }
pre { padding: .7rem .9rem; background: var(--wash); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere }
small, .product, .meta, figcaption, footer { color: var(--quiet); font-size: .85rem }
.product { letter-spacing: .02em; margin: 0 } .meta { margin: .15rem 0 .6rem } .none, .again { color: var(--quiet) }
.badge { display: inline-block; font-size: .78rem; font-weight: 600; line-height: 1; padding: .32em .65em; border-radius: 1em;
  white-space: nowrap; vertical-align: .12em; letter-spacing: 0 }
.badge.good { color: var(--good); background: var(--good-wash) } .badge.calm { color: var(--calm); background: var(--calm-wash) }
.badge.bad { color: var(--bad); background: var(--bad-wash) } .badge.warn { color: var(--warn); background: var(--warn-wash) }
.badge.faint { color: var(--quiet); background: var(--wash); outline: 1px solid var(--line) }
.deviation, .error { margin: .5rem 0; padding: .5rem .8rem; border-radius: .4rem; overflow-wrap: anywhere }
.deviation { color: var(--warn); background: var(--warn-wash) } .error { color: var(--bad); background: var(--bad-wash) }
.remark { color: var(--quiet); margin: .3rem 0 } footer { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid var(--line) }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: 1rem; padding: .5rem; background: var(--paper); z-index: 2 }`;

const HEAD = `
.verdict { padding: 1rem 1.2rem; border-radius: .6rem; border-left: .4rem solid; margin-bottom: 1rem }
.verdict p { margin: 0; color: var(--ink) } .verdict .says { margin-top: .35rem; font-size: 1.1rem } .verdict .reason { margin-top: .4rem; overflow-wrap: anywhere }
.verdict .badge { background: var(--paper); font-size: 1rem; margin-right: .4rem; vertical-align: .04em }
.verdict.good { background: var(--good-wash); border-color: var(--good) } .verdict.bad { background: var(--bad-wash); border-color: var(--bad) }
.verdict.warn { background: var(--warn-wash); border-color: var(--warn) }
header small { display: block }
.recap { margin-top: 1.5rem; padding: 1.2rem 1.4rem; background: var(--wash); border-radius: .6rem }
.recap .badge.faint { background: var(--paper) }
.tiles { display: flex; flex-wrap: wrap; gap: .4rem 1.8rem } .tile b { font-size: 1.6rem; margin-right: .2rem }
.recap :is(ul, ol) { margin: .8rem 0 0; padding-left: 1.3rem } .recap li { margin: .2rem 0 }`;

const TABLES = `
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { text-align: left; vertical-align: top; padding: .42rem .8rem .42rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
thead th { color: var(--quiet); font-weight: 600; font-size: .85rem }
.exhibit th { width: 12rem; font-weight: 500; color: var(--quiet) } .read-back th[scope=row] { font-weight: 500; width: 30% }
.read-back :is(th, td):last-child { width: 4rem; overflow-wrap: normal } .read-back td:nth-child(2) { width: 25% }
.stacked small { display: block } .items td:first-child { width: 3rem } .items td:last-child, .items th:last-child { width: 11rem }
.items .under th { padding-top: 1rem; color: var(--quiet) }
.items .badge { margin-left: .2rem } .items td div { white-space: nowrap } .items th { overflow-wrap: normal }
.long summary { cursor: pointer; color: var(--calm) } .long p { margin: .3rem 0 } .long ol { margin: .3rem 0; padding-left: 1.8rem; columns: 18rem }
.long li { break-inside: avoid; overflow-wrap: anywhere } .read-back tr:has(+ .whole) > * { border-bottom: 0 } .read-back .whole td { padding-top: 0; width: auto }
.values { display: flex; flex-wrap: wrap; margin: .5rem 0; border: 1px solid var(--line); border-radius: .4rem; overflow: hidden; background: var(--paper) }
.values div { flex: 1 1 10rem; padding: .45rem .8rem .5rem; box-shadow: 1px 1px 0 var(--line) } .values .wide { flex-basis: 100% }
.values dt { color: var(--quiet); font-size: .8rem } .values dd { margin: 0; overflow-wrap: anywhere }`;

const STEPS = `
.step { margin: 1.2rem 0; padding: 1.1rem 1.3rem 1.2rem; border: 1px solid var(--line); border-radius: .6rem }
.step.untouched { padding-block: .7rem; color: var(--quiet) }
.step.untouched ul { list-style: none; margin: .6rem 0 0; padding: 0; columns: 22rem; column-gap: 2rem }
.step.untouched li { padding: .15rem 0; break-inside: avoid }
.step.proof { background: var(--wash); border-left: .3rem solid var(--good) } .proof h3 .ordinal { color: var(--good) }
.ordinal { display: inline-block; min-width: 1.7em; color: var(--quiet); font-variant-numeric: tabular-nums }
figure { margin: 1rem 0 0 }
.shot { position: relative; border: 1px solid var(--line); border-radius: .3rem; overflow: hidden; background: #fff }
.shot img { display: block; width: 100%; height: auto }
.frame { position: absolute; border: 3px solid var(--mark); border-radius: 4px; outline: 2px solid #fff9; margin: -4px; padding: 1px; box-sizing: content-box }
.frame b { position: absolute; right: 100%; top: -3px; padding: 0 .3em; border-radius: 4px 0 0 4px; background: #b01c51; color: #fff; font-size: .65rem; line-height: 1.45 }
figcaption { margin-top: .35rem; overflow-wrap: anywhere } figcaption summary { cursor: pointer } figcaption summary b { font-weight: 600; color: var(--ink) }
figcaption table { margin-top: .4rem; font-size: .8rem } figcaption :is(th, td) { padding-block: .2rem } figcaption .exhibit th { width: 9rem }
figcaption td { color: var(--ink) }
:is(tr, .step, .step li, figure):target { outline: 3px solid var(--calm); outline-offset: 4px; border-radius: .3rem }
.verify li { margin: .4rem 0 }`;

/** One column with the contents folded above it; where there is room, the contents stand beside it, always open. */
const PLACES = `
.page { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 4rem }
.contents { font-size: .88rem; padding: .7rem 1.5rem; background: var(--wash); border-bottom: 1px solid var(--line) }
.contents summary { cursor: pointer; font-weight: 600 } .contents :is(ul, ol) { list-style: none; margin: 0; padding: 0 }
.contents li { margin: .1rem 0 } .contents ul > li { margin: .5rem 0 } .contents a { text-decoration: none } .contents a:hover { text-decoration: underline }
.contents ul > li > a { font-weight: 600; color: var(--ink) } .contents ol a { display: flex; gap: .45rem; align-items: baseline; color: var(--quiet); padding: .08rem 0 }
.contents ol a.bad { color: var(--bad) } .contents .ordinal { min-width: 1.4em; text-align: right }
.dot { flex: none; width: .5rem; height: .5rem; border-radius: 50%; background: var(--line) }
.good .dot { background: var(--good) } .calm .dot { background: var(--calm) } .bad .dot { background: var(--bad) } .warn .dot { background: var(--warn) }
@media screen and (min-width: 64rem) { @supports selector(::details-content) {
  body { display: grid; grid-template-columns: 17.5rem minmax(0, 1fr) }
  .contents { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.6rem 1.2rem 2rem 1.5rem; border: 0; border-right: 1px solid var(--line) }
  .contents summary { display: none } .contents details::details-content { content-visibility: visible; display: block; block-size: auto }
  .page { padding: 2rem 2.5rem 4rem; margin: 0 } } }
@media screen and (min-width: 84rem) { .page { justify-self: center; width: 100% } }
@media screen and (max-width: 40rem) { .page { padding: 1.2rem .9rem 3rem } .contents { padding-inline: .9rem } h1 { font-size: 1.6rem }
  .step { padding: .9rem .8rem 1rem } .exhibit th { width: 7.5rem } .items td:last-child, .items th:last-child { width: 7rem } .items td div { white-space: normal }
  .items td:first-child { width: 2rem } .values div { flex-basis: 100% }
  :is(.stacked, .read-back) :is(tbody, tr, td, th) { display: block; border: 0; width: auto !important; padding: .1rem 0 }
  :is(.stacked, .read-back) thead { display: none } :is(.stacked, .read-back) tr { border-bottom: 1px solid var(--line); padding-block: .5rem }
  :is(.stacked, .read-back) td[data-of]::before { content: attr(data-of) ": "; color: var(--quiet) } .read-back td details { display: inline-block } }`;

/** The report's look: quiet, legible on a screen of any width, in the dark and on paper. */
export const style = `:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }${WORDS}${HEAD}${TABLES}${STEPS}${PLACES}${onPaper}
`;
