"""How an exported page looks, on a screen in light and dark, and on paper."""

STYLE = """\
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa4af; --line: #3a424b; --paper: #14181d; --link: #8ab4f8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
p { margin: .25rem 0; }
.understood, .basis, .named, .more, .address, td:last-child { color: var(--soft); }
.basis strong { color: var(--ink); }
ul, ol { margin: .5rem 0; padding-left: 1.5rem; }
li { margin: .35rem 0; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
.cite { font-size: .8em; text-decoration: none; white-space: nowrap; }
.self { color: var(--soft); text-decoration: none; opacity: .5; }
.self:hover, .self:focus { opacity: 1; }
:target { background: color-mix(in srgb, var(--link) 15%, transparent); }
.address { font-size: .8em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
th, td { overflow-wrap: break-word; min-width: 4.2rem; }
tbody th { font-weight: 600; min-width: 9rem; overflow-wrap: anywhere; }
td:nth-child(2) { min-width: 8rem; }
td:last-child { min-width: 5.6rem; }
@page { size: A4; margin: 18mm 16mm; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --link: #000; color-scheme: light; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  li, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .self { display: none; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td, td:nth-child(2), tbody th { min-width: 0; }
  :target { background: none; }
}
"""
