import { Fragment, type ReactNode } from "react";
import { withEmoji } from "./emoji";
import { formatted } from "./time";
import type { TextObject } from "./types";
import { useNames, type Names } from "./workspace";

// Slack's own markup (Formatting text for app surfaces), which is no Markdown: no [label](url), no # heading, and
// `&amp; &lt; &gt;` are the only entities, decoded after everything else, so that an escaped mark is never alive.

export function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

interface Reading {
  names: Names;
  autolink: boolean;
}

const SAFE_URL = /^(https?:|mailto:|slack:)/i;
const BARE_URL = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]}]/g;

function Link({ href, children }: { href: string; children: ReactNode }): ReactNode {
  if (!SAFE_URL.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

function plain(text: string, reading: Reading, key: string): ReactNode[] {
  if (!reading.autolink) return withEmoji(decoded(text), key);
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(BARE_URL)) {
    parts.push(...withEmoji(decoded(text.slice(from, match.index)), `${key}-${from}`));
    const url = decoded(match[0]);
    parts.push(
      <Link key={`${key}u${match.index}`} href={url}>
        {url}
      </Link>,
    );
    from = match.index + match[0].length;
  }
  parts.push(...withEmoji(decoded(text.slice(from)), `${key}-${from}`));
  return parts;
}

function special(inside: string, reading: Reading): ReactNode {
  const [target = "", label] = inside.split(/\|([\s\S]*)/);
  if (target.startsWith("@")) return <Mention id={target.slice(1)} names={reading.names} />;
  if (target.startsWith("#")) {
    return <span className="mention">#{reading.names.channel(target.slice(1))?.name ?? label ?? target.slice(1)}</span>;
  }
  if (target.startsWith("!date^")) {
    const [, timestamp = "0", format = "", url] = target.split("^");
    const shown = formatted(Number(timestamp), format, reading.names.me.tz);
    return url ? <Link href={url}>{shown}</Link> : <time title={label}>{shown}</time>;
  }
  if (target.startsWith("!subteam^")) return <span className="mention">{label ?? target.slice(9)}</span>;
  if (target.startsWith("!")) return <span className="mention broadcast">@{target.slice(1)}</span>;
  return <Link href={decoded(target)}>{label === undefined ? decoded(target) : withEmoji(decoded(label))}</Link>;
}

export function Mention({ id, names }: { id: string; names: Names }): ReactNode {
  const bare = id.split("|")[0] ?? id;
  const name = bare === names.bot.id ? names.bot.name : names.person(bare)?.real_name;
  return <span className={bare === names.me.id ? "mention mine" : "mention"}>@{name ?? bare}</span>;
}

const STYLES = { "*": "b", _: "i", "~": "s" } as const;
type Mark = keyof typeof STYLES;

/** Where the span opened at `from` closes: before a word's end, on the same line, and not right away. */
function closing(text: string, from: number, mark: string): number {
  if (/\s/.test(text[from + 1] ?? " ")) return -1;
  if (from > 0 && /[\p{L}\p{N}]/u.test(text[from - 1] ?? "")) return -1;
  for (let at = from + 2; at < text.length; at += 1) {
    if (text[at] === "\n") return -1;
    if (text[at] !== mark || /\s/.test(text[at - 1] ?? "")) continue;
    if (!/[\p{L}\p{N}]/u.test(text[at + 1] ?? "")) return at;
  }
  return -1;
}

function inline(text: string, reading: Reading, key: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  let at = 0;
  const flush = () => {
    if (from < at) parts.push(...plain(text.slice(from, at), reading, `${key}.${from}`));
  };
  const take = (node: ReactNode, end: number) => {
    flush();
    parts.push(<Fragment key={`${key}@${at}`}>{node}</Fragment>);
    at = end;
    from = end;
  };
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > at + 1 && !text.slice(at, end).includes("\n")) {
        take(<code>{decoded(text.slice(at + 1, end))}</code>, end + 1);
        continue;
      }
    } else if (character === "<") {
      const end = text.indexOf(">", at);
      if (end > at + 1) {
        take(special(text.slice(at + 1, end), reading), end + 1);
        continue;
      }
    } else if (character in STYLES) {
      const end = closing(text, at, character);
      if (end > 0) {
        const Tag = STYLES[character as Mark];
        take(<Tag>{inline(text.slice(at + 1, end), reading, `${key}/${at}`)}</Tag>, end + 1);
        continue;
      }
    }
    at += 1;
  }
  flush();
  return parts;
}

function lines(text: string, reading: Reading, key: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let quoted: string[] = [];
  let said: string[] = [];
  const flush = (index: number) => {
    if (said.length) parts.push(<Fragment key={`${key}t${index}`}>{inline(said.join("\n"), reading, `${key}t${index}`)}</Fragment>);
    if (quoted.length) {
      parts.push(<blockquote key={`${key}q${index}`}>{inline(quoted.join("\n"), reading, `${key}q${index}`)}</blockquote>);
    }
    said = [];
    quoted = [];
  };
  text.split("\n").forEach((line, index) => {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      if (said.length) flush(index);
      quoted.push(quote[1] ?? "");
    } else {
      if (quoted.length) flush(index);
      said.push(line);
    }
  });
  flush(text.length);
  return parts;
}

export function Mrkdwn({ text, autolink = true }: { text: string; autolink?: boolean }): ReactNode {
  const reading = { names: useNames(), autolink };
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return (
    <span className="mrkdwn">
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <pre key={index}>{decoded(part)}</pre>
        ) : (
          <Fragment key={index}>{lines(part.replace(/^\n/, ""), reading, `k${index}`)}</Fragment>
        ),
      )}
    </span>
  );
}

export function Text({ text }: { text: TextObject | string | undefined }): ReactNode {
  if (text === undefined) return null;
  if (typeof text === "string") return <>{withEmoji(text)}</>;
  if (text.type === "mrkdwn") return <Mrkdwn text={text.text} autolink={text.verbatim !== true} />;
  return <>{withEmoji(decoded(text.text))}</>;
}
