/** What is different on paper: everything folded stands open, captions stand beside their pictures, nothing is torn apart. */
export const onPaper = `
@page { size: A4; margin: 13mm 14mm 15mm }
@media print {
  :root { color-scheme: light; font-size: 9.5pt } body { font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact }
  .page { max-width: none; padding: 0 } .contents, .skip { display: none }
  h1 { font-size: 19pt } h2 { font-size: 13pt; margin: 7mm 0 3mm; padding-top: 3mm } .meta { margin: 0 0 1mm } h2, h3, .meta, thead, .again:has(+ :is(.again, figure)) { break-after: avoid }
  details::details-content { content-visibility: visible; display: block; block-size: auto }
  summary { list-style: none; cursor: auto } .long summary { color: inherit; font-weight: 600 } .long ol { columns: 3; font-size: 7.5pt }
  tr, figure, .values, .error, .deviation, .verdict, .recap, li { break-inside: avoid } thead { display: table-header-group }
  tr:has(details) { break-inside: auto } table { font-size: 9pt } :is(th, td) { padding-block: 1mm }
  .verdict { padding: 3mm 4mm } .recap { margin-top: 4mm; padding: 3mm 5mm } .tile b { font-size: 15pt }
  .step { padding: 2mm 3mm; margin: 3mm 0; box-decoration-break: clone; -webkit-box-decoration-break: clone }
  .step.untouched { padding-block: 1.5mm; margin: 1.5mm 0 }
  .values { margin: 1.5mm 0; font-size: 8.5pt; break-after: avoid } .values div:not(.wide) { flex: 1 1 32mm } .values div { padding: 1mm 2mm } .values dt { font-size: 7.5pt }
  figure { display: grid; grid-template-columns: 82mm minmax(0, 1fr); gap: 3mm; align-items: start; margin-top: 2mm }
  .frame { border-width: 2px } figcaption { margin: 0 } .path { display: none } figcaption summary { font-size: 7.5pt } figcaption table { margin-top: 1mm; font-size: 6.2pt; line-height: 1.2 }
  figcaption code { font-size: 4.8pt } figcaption :is(th, td) { padding: .35mm 0; border: 0 } figcaption .exhibit th { width: 17mm; padding-right: 1mm }
  a { color: inherit; text-decoration: none }
}`;
