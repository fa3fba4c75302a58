/**
 * The SQL editor: CodeMirror in a shadow root, whose styles are adopted sheets, so that the page's
 * Content-Security-Policy needs no exception for inline style.
 */
import { acceptCompletion, autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql, type SQLNamespace } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags as syntax } from "@lezer/highlight";
import { api } from "../../api/client";

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13.5px", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: "10px 0" },
  ".cm-scroller": { overflow: "auto", lineHeight: "1.6", fontFamily: "var(--mono)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--faint)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--hover) 55%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--mark) 24%, transparent)" },
  ".cm-placeholder": { color: "var(--faint)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", border: "1px solid var(--line)", borderRadius: "8px", boxShadow: "var(--shadow)", overflow: "hidden" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "260px" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", color: "var(--ink)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--mark-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", marginLeft: "12px" },
  ".cm-matchingBracket": { backgroundColor: "var(--mark-soft)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", borderColor: "var(--line)" },
});

const colours = HighlightStyle.define([
  { tag: syntax.keyword, color: "var(--mark)", fontWeight: "600" },
  { tag: [syntax.string, syntax.special(syntax.string)], color: "var(--curve-4)" },
  { tag: [syntax.number, syntax.bool, syntax.null], color: "var(--curve-1)" },
  { tag: syntax.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: [syntax.function(syntax.variableName), syntax.typeName], color: "var(--curve-3)" },
]);

/** Ids of tags and assets inside quotes. */
async function names(context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/'[^']*/);
  if (!word) return null;
  const typed = word.text.slice(1);
  if (typed.length < 1 && !context.explicit) return null;
  const found = await api.get("/api/search", { query: { q: typed, limit: 30 } }).catch(() => null);
  if (!found || context.aborted) return null;
  return {
    from: word.from + 1,
    filter: false,
    options: found
      .filter((hit) => hit.kind !== "table")
      .map((hit) => ({ label: hit.id, detail: [hit.name, hit.symbol].filter(Boolean).join(", "), type: hit.kind === "tag" ? "variable" : "class" })),
  };
}

/**
 * Chromium types over a selection by way of an element with inline style, which the page's
 * Content-Security-Policy refuses aloud; the same done by the editor itself has no such element.
 */
const overSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || !event.data || view.composing || view.state.selection.main.empty) return false;
    view.dispatch({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

export interface Editor {
  view: EditorView;
  schema: (namespace: SQLNamespace) => void;
  text: (wanted?: string) => string;
}

interface Given {
  host: HTMLElement;
  text: string;
  label: string;
  hint: string;
  run: () => void;
  changed: (text: string) => void;
}

export function makeEditor({ host, text, label, hint, run, changed }: Given): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const language = new Compartment();
  const withSchema = (schema: SQLNamespace) => sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, { key: "Tab", run: acceptCompletion }])),
        overSelection,
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        autocompletion({ icons: false }),
        PostgreSQL.language.data.of({ autocomplete: names }),
        language.of(withSchema({})),
        // Tab is not bound beside completion: it leads out of the editor, as everywhere in the page.
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        syntaxHighlighting(colours),
        placeholder(hint),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
        look,
      ],
    }),
  });
  return {
    view,
    schema: (namespace) => view.dispatch({ effects: language.reconfigure(withSchema(namespace)) }),
    text: (wanted) => {
      if (wanted !== undefined) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: wanted } });
      return view.state.doc.toString();
    },
  };
}
