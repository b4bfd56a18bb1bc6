// Colours for the three things people paste: a body, raw HTTP, a curl command. One small tokenizer for
// all, because JSON stands inside each of them and because it must stay calm on broken text.

import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

interface State {
  form: "unknown" | "json" | "headers" | "curl";
}

function json(stream: StringStream): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) {
    return stream.match(/^\s*:/, false) ? "propertyName" : "string";
  }
  if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return "number";
  if (stream.match(/^(?:true|false|null)\b/)) return "atom";
  if (stream.match(/^[{}[\],:]+/)) return "punctuation";
  if (!stream.match(/^[\w.-]+/)) stream.next();
  return null;
}

function headers(stream: StringStream, state: State): string | null {
  if (stream.sol()) {
    if (stream.match(/^[{[]/, false)) {
      state.form = "json";
      return json(stream);
    }
    if (stream.match(/^[\w-]+(?=\s*:)/)) return "propertyName";
  }
  if (stream.match(/^\s*:/)) return "punctuation";
  stream.skipToEnd();
  return null;
}

function curl(stream: StringStream): string | null {
  if (stream.match(/^curl\b/)) return "keyword";
  const before = stream.string.charAt(stream.pos - 1);
  if ((before === "" || before === " ") && stream.match(/^--?[A-Za-z][\w-]*/)) return "keyword";
  if (stream.match(/^https?:\/\/[^\s'"]+/)) return "url";
  if (stream.match(/^(?:GET|POST|PUT|PATCH|DELETE)\b/)) return "keyword";
  if (stream.match(/^['\\]/)) return "punctuation";
  return json(stream);
}

const request = StreamLanguage.define<State>({
  name: "request",
  startState: () => ({ form: "unknown" }),
  copyState: ({ form }) => ({ form }),
  blankLine: (state) => {
    if (state.form === "headers") state.form = "json";
  },
  token(stream, state) {
    if (state.form === "unknown") {
      if (stream.eatSpace()) return null;
      if (stream.match(/^(?:\$ )?curl\b/, false)) {
        state.form = "curl";
        if (stream.match("$ ")) return "punctuation";
      } else if (stream.match(/^[A-Z]+(?= \S)/)) {
        state.form = "headers";
        return "keyword";
      } else {
        state.form = "json";
      }
    }
    if (state.form === "headers") return headers(stream, state);
    return state.form === "curl" ? curl(stream) : json(stream);
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.atom, color: "var(--code-number)" },
  { tag: tags.keyword, color: "var(--code-word)", fontWeight: "600" },
  { tag: tags.url, color: "var(--code-name)" },
  { tag: tags.punctuation, color: "var(--code-mark)" },
]);

export const requestLanguage = [request, syntaxHighlighting(colours)];
