// The editor: CodeMirror with the findings drawn into it.
//
// It lives in a shadow root, where CodeMirror uses constructed style sheets: the page's policy then
// needs neither inline styles nor a nonce for them. Colours come in as custom properties.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { type Diagnostic as Mark, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, RangeSet, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  gutter,
  GutterMarker,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { Diagnostic, Edit, Range, Severity } from "scimproof";
import { texts } from "../texts";
import { requestLanguage } from "./language";

const LINE_PADDING = "8px";

export interface EditorListener {
  readonly changed: (text: string) => void;
  /** Something is pasted or dropped; whether it does not belong into the editor and is dealt with. */
  readonly offered: (text: string, files: readonly File[]) => boolean;
  /** The finding at the cursor, or -1. */
  readonly moved: (finding: number) => void;
}

export class Editor {
  readonly #view: EditorView;
  readonly #listener: EditorListener;
  #findings: readonly Diagnostic[] = [];

  constructor(host: HTMLElement, text: string, listener: EditorListener) {
    this.#listener = listener;
    const offered = (event: Event, data: DataTransfer | null) => {
      const isElsewhere = data !== null && listener.offered(data.getData("text/plain"), [...data.files]);
      if (isElsewhere) event.preventDefault();
      return isElsewhere;
    };
    const root = host.attachShadow({ mode: "open" });
    const parent = root.appendChild(document.createElement("div"));
    parent.style.height = "100%";
    this.#view = new EditorView({
      parent,
      root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          numbers,
          numberGutter,
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          EditorView.lineWrapping,
          hangingIndent,
          placeholder(texts.check.placeholder),
          requestLanguage,
          look,
          // Tab stays unbound, so that it leaves the editor as it leaves every other field.
          keymap.of([...lintKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({
            "aria-label": texts.check.editor,
            autocapitalize: "off",
            autocorrect: "off",
            spellcheck: "false",
            // It is focusable without; this says so to tools that look at attributes.
            tabindex: "0",
          }),
          EditorView.domEventHandlers({
            paste: (event) => offered(event, event.clipboardData),
            drop: (event) => offered(event, event.dataTransfer),
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listener.changed(this.text);
            // After an edit the findings are stale until `show` brings new ones.
            if (update.selectionSet && !update.docChanged) this.#move();
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Draws what was found in `text`; nothing, if the text has changed since. */
  show(text: string, findings: readonly Diagnostic[]): void {
    if (text !== this.text) return;
    this.#findings = findings;
    const marks = findings.flatMap((finding, index) => (finding.utf16 ? [{ finding, index, range: finding.utf16 }] : []));
    this.#view.dispatch(
      setDiagnostics(
        this.#view.state,
        marks.map(({ finding, range }) => mark(finding, range)),
      ),
      { effects: setNumbers.of(numberSet(this.#view.state, marks)) },
    );
    this.#move();
  }

  /** Selects a place and brings it into sight. */
  select([from, to]: Range): void {
    const end = this.#view.state.doc.length;
    const selection = { anchor: Math.min(from, end), head: Math.min(to, end) };
    this.#view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
    this.#view.focus();
  }

  /** Makes the edits of a fix that was offered for `text`. */
  apply(text: string, edits: readonly Edit[]): void {
    if (text !== this.text) return;
    this.#view.dispatch({
      changes: edits.map(({ utf16: [from, to], text: insert }) => ({ from, to, insert })),
      userEvent: "input.fix",
    });
  }

  replace(text: string): void {
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
      userEvent: "input.example",
    });
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }

  #move(): void {
    const { head } = this.#view.state.selection.main;
    this.#listener.moved(this.#findings.findIndex(({ utf16 }) => utf16 && utf16[0] <= head && head <= utf16[1]));
  }
}

function mark(finding: Diagnostic, [from, to]: Range): Mark {
  return {
    from,
    to,
    severity: finding.severity,
    message: finding.message,
    source: finding.rule,
    renderMessage: () => {
      const message = document.createElement("div");
      message.textContent = finding.message;
      return message;
    },
  };
}

// The findings' numbers, beside the lines they are in.

const setNumbers = StateEffect.define<RangeSet<GutterMarker>>();

const numbers = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update: (set, transaction) => {
    const fresh = transaction.effects.find((effect) => effect.is(setNumbers));
    return fresh ? fresh.value : set.map(transaction.changes);
  },
});

class NumberMarker extends GutterMarker {
  constructor(
    readonly label: string,
    readonly severity: Severity,
  ) {
    super();
  }

  override eq(other: NumberMarker): boolean {
    return this.label === other.label && this.severity === other.severity;
  }

  override toDOM(): Node {
    const badge = document.createElement("span");
    badge.className = `number ${this.severity}`;
    badge.textContent = this.label;
    return badge;
  }
}

const numberGutter = gutter({
  class: "numbers",
  markers: (view) => view.state.field(numbers),
  initialSpacer: () => new NumberMarker("9", "info"),
});

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

interface Placed {
  readonly finding: Diagnostic;
  readonly index: number;
  readonly range: Range;
}

/** One badge a line: the first number, a plus where there are more, the colour of the worst. */
function numberSet(state: EditorState, marks: readonly Placed[]): RangeSet<GutterMarker> {
  const lines = new Map<number, Placed[]>();
  for (const placed of marks) {
    const line = state.doc.lineAt(Math.min(placed.range[0], state.doc.length)).from;
    lines.set(line, [...(lines.get(line) ?? []), placed]);
  }
  const builder = new RangeSetBuilder<GutterMarker>();
  for (const [line, placed] of [...lines].sort(([a], [b]) => a - b)) {
    const worst = SEVERITIES.find((severity) => placed.some(({ finding }) => finding.severity === severity));
    const first = Math.min(...placed.map(({ index }) => index)) + 1;
    builder.add(line, line, new NumberMarker(placed.length > 1 ? `${first}+` : `${first}`, worst ?? "info"));
  }
  return builder.finish();
}

// A line that wraps goes on two columns to the right of where it began, so that the shape of the JSON
// stays visible in a narrow window.

function indents(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      // No deeper than a phone has room for.
      const columns = Math.min(line.text.search(/\S|$/), 16) + 2;
      const style = `text-indent: -${columns}ch; padding-left: calc(${LINE_PADDING} + ${columns}ch)`;
      builder.add(line.from, line.from, Decoration.line({ attributes: { style } }));
      at = line.to + 1;
    }
  }
  return builder.finish();
}

const hangingIndent = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = indents(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = indents(update.view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

const underline = (colour: string, wash: string) => ({
  // CodeMirror's own underline is an image from a data address, which the policy refuses.
  backgroundImage: "none",
  backgroundColor: `var(${wash})`,
  textDecoration: `underline wavy var(${colour}) 1.5px`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "3px",
  borderRadius: "3px",
  paddingBottom: "1px",
});

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13.5px", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65" },
  ".cm-content": { padding: "14px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: `0 16px 0 ${LINE_PADDING}` },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-placeholder": { color: "var(--soft)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "none", paddingLeft: "6px" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "26px", padding: "0 4px 0 0", fontSize: "12px", lineHeight: "1.85" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--well) 55%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "none" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--error-wash)", outline: "none" },

  ".numbers .cm-gutterElement": { padding: "0 3px", display: "flex", justifyContent: "center" },
  ".number": {
    alignSelf: "flex-start",
    boxSizing: "border-box",
    minWidth: "19px",
    height: "19px",
    marginTop: "2px",
    padding: "0 4px",
    borderRadius: "10px",
    font: "600 11px/19px var(--sans)",
    textAlign: "center",
  },
  ".number.error": { color: "var(--sheet)", backgroundColor: "var(--error)" },
  ".number.warning": { color: "var(--sheet)", backgroundColor: "var(--warning)" },
  ".number.info": { color: "var(--sheet)", backgroundColor: "var(--info)" },

  ".cm-lintRange-error": underline("--error", "--error-wash"),
  ".cm-lintRange-warning": underline("--warning", "--warning-wash"),
  ".cm-lintRange-info": underline("--info", "--info-wash"),
  ".cm-lintRange-active": { backgroundColor: "var(--selection)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--error)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--warning)" },
  ".cm-lintPoint-info:after": { borderBottomColor: "var(--info)" },

  ".cm-tooltip": {
    maxWidth: "min(34rem, 88vw)",
    backgroundColor: "var(--sheet)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "var(--round-small)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "8px 12px", font: "14px/1.45 var(--sans)", borderLeft: "3px solid var(--line-strong)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--info)" },
  ".cm-diagnosticSource": { fontFamily: "var(--mono)", fontSize: "12px", color: "var(--soft)", opacity: "1" },

  ".cm-panels": { backgroundColor: "var(--well)", color: "var(--ink)", borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--selection)" },
});
