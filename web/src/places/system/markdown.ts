/** The little Markdown that problem pages are written in, as blocks; drawn as text nodes, never as markup. */
export type Block =
  | { kind: "heading"; level: number; text: Span[] }
  | { kind: "paragraph"; text: Span[] }
  | { kind: "list"; items: Span[][] }
  | { kind: "code"; text: string };

export interface Span {
  text: string;
  code?: boolean;
  strong?: boolean;
}

export function spans(text: string): Span[] {
  const found: Span[] = [];
  for (const part of text.split(/(`[^`]+`|\*\*[^*]+\*\*)/)) {
    if (!part) continue;
    if (part.startsWith("`") && part.length > 2) found.push({ text: part.slice(1, -1), code: true });
    else if (part.startsWith("**") && part.length > 4) found.push({ text: part.slice(2, -2), strong: true });
    else found.push({ text: part.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1") });
  }
  return found;
}

export function blocks(markdown: string): Block[] {
  const made: Block[] = [];
  const lines = markdown.replaceAll("\r", "").split("\n");
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (line.startsWith("```")) {
      const begin = ++at;
      while (at < lines.length && !lines[at]?.startsWith("```")) at += 1;
      made.push({ kind: "code", text: lines.slice(begin, at).join("\n") });
      at += 1;
    } else if (heading) {
      made.push({ kind: "heading", level: heading[1]?.length ?? 1, text: spans(heading[2] ?? "") });
      at += 1;
    } else if (/^[-*] /.test(line)) {
      const items: string[] = [];
      while (at < lines.length && (/^[-*] /.test(lines[at] ?? "") || /^ {2,}\S/.test(lines[at] ?? ""))) {
        const text = (lines[at] ?? "").trim();
        if (/^[-*] /.test(lines[at] ?? "")) items.push(text.slice(2));
        else items[items.length - 1] += ` ${text}`;
        at += 1;
      }
      made.push({ kind: "list", items: items.map(spans) });
    } else if (!line.trim()) {
      at += 1;
    } else {
      const begin = at;
      while (at < lines.length && lines[at]?.trim() && !/^(#{1,4} |```|[-*] )/.test(lines[at] ?? "")) at += 1;
      made.push({ kind: "paragraph", text: spans(lines.slice(begin, at).join(" ")) });
    }
  }
  return made;
}
