import { html, type Markup } from './markup.ts';

/** The little Markdown that rules and fixes use: paragraphs, lists, fenced code, `code` and **strong**. */
export function prose(markdown: string): Markup {
  const blocks = markdown.trim().split(/(^```[^\n]*\n[\s\S]*?^```[^\S\n]*$)/m);
  return html`${blocks.map((block) => {
    const fence = /^```[^\n]*\n([\s\S]*?)^```/m.exec(block);
    if (fence) return html`<pre><code>${fence[1]?.trimEnd()}</code></pre>`;
    return html`${block
      .split(/\n\s*\n/)
      .filter((part) => part.trim())
      .map(paragraph)}`;
  })}`;
}

/** One line of it. */
export function inline(text: string): Markup {
  return html`${text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`') && part.length > 2) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**') && part.length > 4) return html`<strong>${part.slice(2, -2)}</strong>`;
    return part;
  })}`;
}

function paragraph(block: string): Markup {
  const items = block.trim().split(/\n(?=- )/);
  if (!items.every((item) => item.startsWith('- '))) return html`<p>${inline(block.trim())}</p>`;
  return html`<ul>${items.map((item) => html`<li>${inline(item.slice(2))}</li>`)}</ul>`;
}
