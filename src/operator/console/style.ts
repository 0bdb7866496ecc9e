const LIGHT = `--ink: #1b2530; --quiet: #55626f; --line: #d9e0e6; --paper: #fff; --wash: #f4f6f8; --card: #fff;
  --good: #0f6237; --good-wash: #dff3e7; --calm: #1d4f91; --calm-wash: #e4eefb; --bad: #9f1b1b; --bad-wash: #fce5e5;
  --warn: #704600; --warn-wash: #fdf1d8; --mark: #d6336c; --press: #1d4f91; --press-ink: #fff`;
const DARK = `--ink: #e4e9ee; --quiet: #a3b0bc; --line: #33404c; --paper: #12191f; --wash: #1b242d; --card: #182129;
  --good: #7fdca6; --good-wash: #143524; --calm: #9cc4f5; --calm-wash: #16304f; --bad: #ffabab; --bad-wash: #4a1a1a;
  --warn: #f2c469; --warn-wash: #3a2c0d; --mark: #ff5c93; --press: #9cc4f5; --press-ink: #0d1a29`;

/** How the console looks: light and dark, one column where there is little room. */
export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box }
html { scroll-padding: 9rem 0 2rem }
body { margin: 0; background: var(--wash); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif }
h1, h2, h3, p, ol, ul, dl, dd, figure { margin: 0 } ol, ul { padding: 0; list-style: none }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: 1rem; padding: .5rem; background: var(--paper); z-index: 5 }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; border-radius: .3rem }
[hidden] { display: none !important }
header { position: sticky; top: 0; z-index: 3; display: grid; grid-template-columns: 1fr auto; gap: .2rem 1.5rem; align-items: end;
  padding: .8rem 1.5rem 0; background: var(--paper); border-bottom: 1px solid var(--line); box-shadow: 0 1px 6px rgb(0 0 0 / .06) }
.product { font-weight: 700; font-size: .82rem; letter-spacing: .01em } .product span { color: var(--quiet); font-weight: 400 }
h1 { font-size: 1.3rem; line-height: 1.25; letter-spacing: -.01em } .target { color: var(--quiet); font-size: .88rem; overflow-wrap: anywhere }
.state { text-align: right } .clock { margin-top: .3rem; font-variant-numeric: tabular-nums; white-space: nowrap }
.elapsed { font-size: 1.25rem; font-weight: 600 } small { color: var(--quiet); font-size: .82rem }
progress { grid-column: 1 / -1; width: calc(100% + 3rem); height: 4px; margin: .7rem -1.5rem 0; border: 0; background: var(--line); appearance: none; display: block }
progress::-webkit-progress-bar { background: var(--line) } progress::-webkit-progress-value { background: var(--good); transition: width .3s }
progress::-moz-progress-bar { background: var(--good) }
.badge { display: inline-block; font-size: .76rem; font-weight: 600; line-height: 1; padding: .34em .65em; border-radius: 1em; white-space: nowrap }
.badge.big { font-size: .95rem; padding: .42em .8em } .badge:empty { visibility: hidden }
.badge.good { color: var(--good); background: var(--good-wash) } .badge.calm { color: var(--calm); background: var(--calm-wash) }
.badge.bad { color: var(--bad); background: var(--bad-wash) } .badge.warn { color: var(--warn); background: var(--warn-wash) }
.badge.faint { color: var(--quiet); background: var(--wash); outline: 1px solid var(--line) }
.badge.now { color: var(--press-ink); background: var(--press) }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(20rem, 26rem); gap: 1.2rem; max-width: 86rem; margin: 0 auto; padding: 1.2rem 1.5rem 4rem; align-items: start }
main { grid-column: 1; grid-row: 1 } aside { grid-column: 2; grid-row: 1; position: sticky; top: 7.2rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem;
  max-height: calc(100vh - 8rem); overflow-y: auto; padding: 2px }
.card, .section { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: 1rem 1.1rem }
.card h2 { font-size: 1.05rem } .card h3 { font-size: .85rem; color: var(--quiet); margin-top: .9rem; font-weight: 600 }
.step-says { margin-top: .35rem; overflow-wrap: anywhere } .step-says b { margin-right: .25rem }
.asked { border-width: 2px; border-left-width: .5rem } .asked:focus { outline: none }
.asked.warn { border-color: var(--warn) } .asked.bad { border-color: var(--bad) } .asked.calm { border-color: var(--calm) }
.answers { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .9rem }
button { font: inherit; font-weight: 600; padding: .45rem .85rem; border: 1px solid var(--press); border-radius: .45rem; color: var(--press); background: var(--card); cursor: pointer }
button:hover { background: var(--calm-wash) } button.first { background: var(--press); color: var(--press-ink) } button.first:hover { filter: brightness(1.1) }
button.quiet { border-color: var(--line); color: var(--ink) }
form { margin-top: .9rem; padding-top: .8rem; border-top: 1px solid var(--line) } form div { display: flex; gap: .5rem; margin: .25rem 0 }
label { font-size: .88rem; font-weight: 600 } input, select { font: inherit; flex: 1; min-width: 0; padding: .4rem .6rem; border: 1px solid var(--quiet); border-radius: .45rem; background: var(--paper); color: var(--ink) }
.values { display: flex; flex-wrap: wrap; gap: 1px; margin-top: .7rem; border: 1px solid var(--line); border-radius: .45rem; overflow: hidden; background: var(--line) }
.values:empty { display: none } .values div { flex: 1 1 9rem; padding: .4rem .7rem .5rem; background: var(--card) } .values .wide { flex-basis: 100% }
dt { color: var(--quiet); font-size: .78rem } dd { overflow-wrap: anywhere; max-height: 9rem; overflow-y: auto }
.error, .deviation, .refused { margin-top: .5rem; padding: .45rem .7rem; border-radius: .4rem; overflow-wrap: anywhere; font-size: .9rem }
.error { color: var(--bad); background: var(--bad-wash) } .deviation, .refused { color: var(--warn); background: var(--warn-wash) }
.proved, .remark, .none { color: var(--quiet); font-size: .9rem; margin-top: .5rem; overflow-wrap: anywhere }
.counts { display: flex; flex-wrap: wrap; gap: .4rem 1rem; margin-top: .5rem } .counts b { font-size: 1.2rem; font-variant-numeric: tabular-nums }
.said { font-size: .88rem; display: grid; gap: .25rem; margin-top: .3rem; overflow-wrap: anywhere }
.section { padding: 0; margin-bottom: 1rem; overflow: clip } .section h2 { font-size: 1rem; padding: .7rem 1rem; border-bottom: 1px solid var(--line); display: flex; justify-content: space-between; gap: .6rem; align-items: center }
.section h2.current { box-shadow: inset .3rem 0 0 var(--press) }
.section > div { padding: 0 1rem } .section > div > :last-child { margin-bottom: .9rem }
.step { border-bottom: 1px solid var(--line) } .step:last-child { border-bottom: 0 }
.line { display: grid; grid-template-columns: 1.8rem minmax(0, 1fr) auto 3.4rem; gap: .7rem; align-items: center; padding: .42rem 1rem; min-height: 2.2rem; list-style: none }
summary.line { cursor: pointer } summary.line::-webkit-details-marker { display: none } summary.line:hover { background: var(--wash) }
.n, .time { color: var(--quiet); font-variant-numeric: tabular-nums; text-align: right; font-size: .88rem } .says { overflow-wrap: anywhere }
.step.is-now { background: var(--calm-wash) } .step.is-now .says { font-weight: 600 }
.step > .error, .step > .deviation { margin: 0 1rem .5rem 3.5rem } .step details > :not(summary) { margin-left: 3.5rem; margin-right: 1rem } .step details[open] { padding-bottom: .8rem }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .8rem; margin-top: .7rem }
.shot { position: relative; display: block; border: 1px solid var(--line); border-radius: .3rem; overflow: hidden; background: #fff } .shot img { display: block; width: 100%; height: auto }
.shot svg { position: absolute; inset: 0; width: 100%; height: 100% } .shot rect { fill: none; stroke: var(--mark); stroke-width: 5 }
figcaption { color: var(--quiet); font-size: .82rem; margin-top: .2rem }
[data-cut] .product::after { content: " (no longer connected)"; color: var(--quiet); font-weight: 400 }
@media (max-width: 56rem) {
  .columns { grid-template-columns: minmax(0, 1fr); padding: .8rem .8rem 3rem }
  aside, main { grid-column: 1; grid-row: auto } aside { position: static; max-height: none; grid-row: 1 }
  header { padding: .6rem .9rem 0; position: static; grid-template-columns: minmax(0, 1fr) } .state { display: flex; justify-content: space-between; align-items: center; text-align: left; margin-top: .4rem } .clock { margin: 0 } progress { width: calc(100% + 1.8rem); margin: .5rem -.9rem 0 } h1 { font-size: 1.1rem }
  .asked { position: sticky; top: .3rem; z-index: 2; max-height: 80vh; overflow-y: auto }
  .line { grid-template-columns: 1.5rem minmax(0, 1fr) auto; padding: .42rem .7rem } .time { display: none }
  .step > .error, .step > .deviation, .step details > :not(summary) { margin-left: .7rem; margin-right: .7rem }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
`;
