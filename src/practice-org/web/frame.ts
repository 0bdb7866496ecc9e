import { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;

/** Stands on every page, so that nobody takes this for Salesforce. */
export const practiceMark = html`<div class="practice-mark">PRACTICE ORG - not Salesforce</div>`;

/** The sign-in and verification pages: a narrow column, facts 1.2 and 1.3 [C/S]. @param panel beside it, where there is room */
export function identityPage(
  title: string,
  heading: string | Markup,
  content: Markup,
  panel: Markup | string = '',
): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} | Salesforce</title>
<link rel="stylesheet" href="/practice-org/identity.css">
<link rel="icon" href="data:,">
</head>
<body${panel ? html` class="with-panel"` : ''}>
${practiceMark}
<div id="wrap"><div id="main"><div id="wrapper">
<div id="logo_wrapper" class="standard_logo_wrapper mb24"><h1><span id="logo" class="practice-logo" role="img" aria-label="Practice org"></span></h1></div>
${heading ? html`<div id="header" class="mb24">${heading}</div>` : ''}
<div id="content">${content}</div>
</div></div></div>
${panel}
<div id="footer">A practice org for rehearsals. Not made by Salesforce.</div>
</body>
</html>`;
}

/** The head and body of a page in the classic style; `frame` leaves out what the surrounding shell shows already. */
export function classicPage(title: string, content: Markup, place: 'frame' | 'page'): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} ~ Salesforce - Developer Edition</title>
<link rel="stylesheet" href="/practice-org/classic.css">
<link rel="icon" href="data:,">
</head>
<body class="${place === 'frame' ? 'in-frame' : 'on-its-own'}">
${place === 'page' ? practiceMark : ''}
${content}
${place === 'frame' ? html`<script src="/practice-org/classic-links.js"></script>` : ''}
</body>
</html>`;
}

export function missingClassicPage(place: 'frame' | 'page'): Markup {
  return classicPage(
    'Not in the practice org',
    html`<div class="bPageTitle"><h1 class="pageType">Not in the practice org</h1></div>
<p>This page is not part of the practice org.</p>`,
    place,
  );
}
