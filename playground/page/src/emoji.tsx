import { get } from "node-emoji";
import type { ReactNode } from "react";

// The pictures (Twemoji, CC BY 4.0) are in the bundle so that the signs of a status look the same on every machine,
// also on one without an emoji font. Any other emoji is left to the browser.
const FILES = import.meta.glob<string>(
  [
    "../node_modules/@twemoji/svg/{2705,274c,26a0,2139,23f3,231b,23f0,23f1,23f8,23f9,25b6,26d4,2753,2757,203c}.svg",
    "../node_modules/@twemoji/svg/{1f534,1f7e0,1f7e1,1f7e2,1f535,26aa,26ab,1f7e5,1f7e7,1f7e8,1f7e9,1f6d1}.svg",
    "../node_modules/@twemoji/svg/{1f6a8,1f525,1f4c8,1f4c9,1f4ca,1f512,1f513,1f511,1f6a7,1f6e0,1f527,1f503}.svg",
    "../node_modules/@twemoji/svg/{1f504,23ea,1f514,1f515,1f4dd,1f4ce,1f4cc,1f440,1f44d,1f44b,1f64f,1f389,1f680}.svg",
    "../node_modules/@twemoji/svg/{1f6ab,1f4df,1f4de,1f4c5,1f4c4,1f4e6,1f9ef,1f9f9,1f50d,2611,2714,2716,2b06,2b07}.svg",
    "../node_modules/@twemoji/svg/{27a1,2b05,21a9,2795,2796,1f4a1,1f4ac,1f916,1f464,1f465,1f6d1,23ed,1f195,1f4a4}.svg",
  ],
  { eager: true, query: "?inline", import: "default" },
);

const PICTURES = new Map(
  Object.entries(FILES).map(([path, url]) => [path.split("/").at(-1)?.replace(".svg", "") ?? "", url]),
);

const VARIATION = "fe0f";

// Slack's names that node-emoji does not know.
const ALSO: Record<string, string> = {
  large_green_square: "🟩",
  large_red_square: "🟥",
  large_yellow_square: "🟨",
  large_orange_square: "🟧",
  memo: "📝",
  thumbsup: "👍",
};

function picture(emoji: string): string | undefined {
  const points = Array.from(emoji, (character) => character.codePointAt(0)?.toString(16)).filter(
    (point) => point !== VARIATION,
  );
  return PICTURES.get(points.join("-"));
}

export function emojiNamed(name: string): string | undefined {
  return ALSO[name] ?? get(name);
}

export function Emoji({ emoji, name }: { emoji: string; name?: string }): ReactNode {
  const url = picture(emoji);
  const label = name ? `:${name}:` : emoji;
  if (url === undefined) {
    return (
      <span className="emoji-char" title={label}>
        {emoji}
      </span>
    );
  }
  return <img className="emoji" src={url} alt={emoji} title={label} />;
}

const NAMED = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/g;
const PICTURED = /\p{Extended_Pictographic}\uFE0F?/gu;

/** Text with `:names:` and emoji characters made into pictures, and nothing else touched. */
export function withEmoji(text: string, key = "e"): ReactNode[] {
  const named: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(NAMED)) {
    const emoji = emojiNamed(match[1] ?? "");
    if (emoji === undefined) continue;
    named.push(...withPictures(text.slice(from, match.index), `${key}-${from}`));
    named.push(<Emoji key={`${key}n${match.index}`} emoji={emoji} name={match[1]} />);
    from = match.index + match[0].length;
  }
  named.push(...withPictures(text.slice(from), `${key}-${from}`));
  return named;
}

function withPictures(text: string, key: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(PICTURED)) {
    if (picture(match[0]) === undefined) continue;
    parts.push(text.slice(from, match.index));
    parts.push(<Emoji key={`${key}p${match.index}`} emoji={match[0]} />);
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}
