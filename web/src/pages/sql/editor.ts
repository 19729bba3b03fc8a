// The only file that knows CodeMirror; it is loaded when the SQL page is. A plain field does its work until then.
// Tab leaves the editor, as everywhere: indentation is not worth a keyboard trap.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type Completion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql, type SQLNamespace } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Schema } from "../../lib/types";

export interface Editor {
  text: () => string;
  set: (text: string) => void;
  insert: (text: string) => void;
  focus: () => void;
  schema: (schema: Schema, about: (both: { en: string; zh: string } | null) => string) => void;
  /** Marks the place of an error, or none. */
  mark: (at: { line: number; column: number } | null, message: string) => void;
  destroy: () => void;
}

interface Options {
  label: string;
  onchange: (text: string) => void;
  onrun: () => void;
}

const look = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--warn)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--c4-ink, var(--ink))" },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "var(--focus)", outlineOffset: "-1px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-scroller": { maxHeight: "46vh", overflow: "auto", lineHeight: "19px" },
  ".cm-content, .cm-gutter": { minHeight: "150px" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--ink-3)", border: "0", borderRight: "1px solid var(--rule)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--sunken) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--sunken)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-wash)", color: "inherit" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--rule-2)", borderRadius: "3px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "240px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-wash)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
  ".cm-completionInfo": { maxWidth: "280px", font: "var(--t-12)", padding: "6px 8px" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad) 1px", textUnderlineOffset: "3px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

export function makeEditor(parent: HTMLElement, text: string, options: Options): Editor {
  const language = new Compartment();
  const plain = sql({ dialect: PostgreSQL, upperCaseKeywords: true });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        language.of(plain),
        syntaxHighlighting(look),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": options.label, "data-search": "", spellcheck: "false", translate: "no" }),
        keymap.of([{ key: "Mod-Enter", preventDefault: true, run: () => (options.onrun(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => update.docChanged && options.onchange(update.state.doc.toString())),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    set: (next) => {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    insert: (piece) => {
      view.dispatch(view.state.replaceSelection(piece));
      view.focus();
    },
    focus: () => view.focus(),
    schema: (schema, about) => {
      const tables: SQLNamespace = Object.fromEntries(
        schema.tables.map((table) => [table.name, { self: { label: table.name, type: "type", info: about(table.about) || undefined } as Completion, children: table.columns.map((column): Completion => ({ label: column.name, type: "property", detail: column.type, ...(column.about ? { info: about(column.about) } : {}) })) }]),
      );
      const functions = schema.functions.map((name): Completion => ({ label: name, type: "function", apply: `${name}(`, boost: -50 }));
      const base = sql({ dialect: PostgreSQL, schema: tables, upperCaseKeywords: true });
      const source = PostgreSQL.language.data.of({
        autocomplete: (context: import("@codemirror/autocomplete").CompletionContext) => {
          const word = context.matchBefore(/\w+/);
          return word && !context.matchBefore(/\.\w*/) ? { from: word.from, options: functions, validFor: /^\w*$/ } : null;
        },
      });
      view.dispatch({ effects: language.reconfigure([base, source]) });
    },
    mark: (at, message) => {
      if (!at) {
        view.dispatch(setDiagnostics(view.state, []));
        return;
      }
      const line = view.state.doc.line(Math.min(at.line, view.state.doc.lines));
      const from = Math.min(line.to, line.from + at.column - 1);
      const to = view.state.wordAt(from)?.to ?? Math.min(line.to, from + 1);
      view.dispatch(setDiagnostics(view.state, [{ from: Math.min(from, Math.max(line.from, to - 1)), to: Math.max(to, from), severity: "error", message }]), { selection: { anchor: from }, scrollIntoView: true });
    },
    destroy: () => view.destroy(),
  };
}
