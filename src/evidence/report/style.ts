/** The report's look: one column, quiet, legible on paper and in the dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2530; --quiet: #5a6875; --line: #d9e0e6; --paper: #fff; --wash: #f5f7f9;
  --good: #12693c; --good-wash: #dff3e7; --calm: #1d4f91; --calm-wash: #e2edfa; --bad: #a11d1d; --bad-wash: #fbe3e3;
  --warn: #7a4d00; --warn-wash: #fdf1d8; --mark: #d6336c }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --quiet: #9aa8b5; --line: #33404c; --paper: #141b22;
  --wash: #1c252e; --good: #7fdca6; --good-wash: #143524; --calm: #9cc4f5; --calm-wash: #16304f; --bad: #ff9d9d;
  --bad-wash: #4a1a1a; --warn: #f2c469; --warn-wash: #40310e } }
* { box-sizing: border-box }
html { scroll-behavior: smooth }
body { margin: 0 auto; max-width: 68rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Roboto, sans-serif }
a { color: var(--calm) }
h1 { font-size: 2rem; line-height: 1.2; margin: .2rem 0 .6rem }
h2 { font-size: 1.3rem; margin: 3rem 0 1rem; padding-top: 1rem; border-top: 2px solid var(--line) }
h3 { font-size: 1.05rem; margin: 0 }
.product, .meta, figcaption, small, footer { color: var(--quiet); font-size: .85rem }
.product { letter-spacing: .02em; margin: 0 }
.verdict { margin: 0; font-size: 1.05rem }
.badge { display: inline-block; font-size: .78rem; font-weight: 600; line-height: 1; padding: .3em .6em;
  border-radius: 1em; white-space: nowrap; vertical-align: .12em }
.good { color: var(--good); background: var(--good-wash) } .calm { color: var(--calm); background: var(--calm-wash) }
.bad { color: var(--bad); background: var(--bad-wash) } .faint { color: var(--quiet); background: var(--wash) }
.recap { margin-top: 1.5rem; padding: 1.2rem 1.4rem; background: var(--wash); border-radius: .6rem }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem 1.8rem } .tile b { font-size: 1.5rem; margin-right: .2rem }
.contents { margin: 1rem 0 0; padding-left: 1.2rem } .contents li { margin: .2rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere }
.exhibit th { width: 13rem; font-weight: 500; color: var(--quiet) }
.challenges small { display: block } .challenges :is(th, td) { overflow-wrap: normal }
.challenges td:nth-child(2) small { overflow-wrap: anywhere } .challenges :is(td:first-child, td:last-child) { white-space: nowrap }
.facts h3 { margin: 1.4rem 0 .4rem }
.step { margin: 1.2rem 0; padding: 1.1rem 1.3rem 1.2rem; border: 1px solid var(--line); border-radius: .6rem }
.step.untouched { padding-block: .7rem; color: var(--quiet) } .untouched .values { display: none }
.step.proof { background: var(--wash) }
.ordinal { display: inline-block; min-width: 1.9em; color: var(--quiet); font-variant-numeric: tabular-nums }
.meta { margin: .15rem 0 .6rem }
.values { display: flex; flex-wrap: wrap; gap: .3rem 2rem; margin: .4rem 0 } .values div { max-width: 100% }
.values dt { color: var(--quiet); font-size: .8rem } .values dd { margin: 0; overflow-wrap: anywhere }
.deviation { margin: .5rem 0; padding: .5rem .8rem; color: var(--warn); background: var(--warn-wash); border-radius: .4rem }
.error { overflow-wrap: anywhere; margin: .5rem 0; padding: .5rem .8rem; color: var(--bad); background: var(--bad-wash); border-radius: .4rem }
.remark { color: var(--quiet); margin: .3rem 0 }
figure { margin: .9rem 0 0 }
.shot { position: relative; border: 1px solid var(--line); border-radius: .3rem; overflow: hidden; background: #fff }
.shot img { display: block; width: 100%; height: auto }
.frame { position: absolute; border: 3px solid var(--mark); border-radius: 4px; outline: 2px solid #fff9;
  margin: -4px; padding: 1px; box-sizing: content-box }
figcaption { margin-top: .35rem; overflow-wrap: anywhere }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid var(--line) }
tr:target, .step:target { outline: 3px solid var(--calm); outline-offset: 4px }
@media (max-width: 40rem) { body { padding: 1.2rem .8rem } .exhibit th { width: 8rem }
  .challenges thead { display: none } .challenges :is(tr, td) { display: block; border: 0; padding-block: .1rem }
  .challenges tr { border-bottom: 1px solid var(--line); padding-block: .5rem } .challenges td { overflow-wrap: anywhere } }
@media print { body { max-width: none; padding: 0 } .step { break-inside: avoid } html { scroll-behavior: auto } }
`;
