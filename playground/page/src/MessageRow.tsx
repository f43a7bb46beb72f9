import { memo, useCallback, type ReactNode } from "react";
import { sendClick } from "./api";
import { Avatar } from "./Avatar";
import { SendContext, type Send } from "./blocks/useElement";
import { Blocks } from "./blocks/Blocks";
import { Emoji, emojiNamed } from "./emoji";
import { Files } from "./Files";
import { Mrkdwn } from "./mrkdwn";
import { ago, clockTime, fullTime } from "./time";
import type { Message } from "./types";
import { useNames } from "./workspace";

interface RowProps {
  message: Message;
  channel: string;
  compact?: boolean;
  marked?: boolean;
  open?: boolean;
  onOpenThread?: (ts: string) => void;
}

export const MessageRow = memo(function MessageRow(props: RowProps): ReactNode {
  const { message, channel, compact = false, onOpenThread } = props;
  const { me } = useNames();
  const only = message.sim.only_for !== null;
  const send: Send = useCallback(
    (action) => sendClick({ channel, message_ts: message.ts, user: me.id, ...action }),
    [channel, message.ts, me.id],
  );
  const classes = ["row", compact && "compact", only && "only-you", props.marked && "marked", props.open && "open"];
  return (
    <article className={classes.filter(Boolean).join(" ")} id={`m${message.ts}`}>
      <div className="gutter">
        {compact ? <Time ts={message.ts} className="hover-time" /> : <Avatar user={message.user} />}
      </div>
      <div className="content">
        {only && <OnlyYou />}
        {message.pinned_to && <p className="pinned-note">Pinned</p>}
        {!compact && <Byline message={message} />}
        <SendContext value={send}>
          <Said message={message} />
        </SendContext>
        {message.files && <Files files={message.files} />}
        {message.reactions && <Reactions reactions={message.reactions} />}
        {onOpenThread && !!message.reply_count && <Replies message={message} onOpen={onOpenThread} />}
      </div>
      {onOpenThread && !only && (
        <div className="tools">
          <button type="button" onClick={() => onOpenThread(message.ts)} aria-label="Reply in thread">
            ↳ Reply
          </button>
        </div>
      )}
    </article>
  );
});

function OnlyYou(): ReactNode {
  return (
    <p className="only-you-note">
      <svg viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
        <path d="M1.8 10S4.8 4.5 10 4.5 18.2 10 18.2 10 15.2 15.5 10 15.5 1.8 10 1.8 10z" />
        <circle cx="10" cy="10" r="2.4" />
      </svg>
      Only visible to you
    </p>
  );
}

function Byline({ message }: { message: Message }): ReactNode {
  const names = useNames();
  const isBot = message.user === names.bot.id;
  const name = isBot ? names.bot.name : (names.person(message.user)?.real_name ?? "Slackbot");
  return (
    <header className="byline">
      <strong>{name}</strong>
      {isBot && <span className="app-badge">APP</span>}
      <Time ts={message.ts} />
    </header>
  );
}

function Time({ ts, className = "" }: { ts: string; className?: string }): ReactNode {
  const { me } = useNames();
  return (
    <time className={className} title={fullTime(ts, me.tz)} dateTime={new Date(Number(ts) * 1000).toISOString()}>
      {clockTime(ts, me.tz)}
    </time>
  );
}

function Said({ message }: { message: Message }): ReactNode {
  if (message.blocks?.length) return <Blocks blocks={message.blocks} />;
  if (!message.text) return null;
  return (
    <div className="text">
      <Mrkdwn text={message.text} autolink={!message.bot_id || message.sim.parse !== "none"} />
      {message.edited && <small className="edited"> (edited)</small>}
    </div>
  );
}

function Reactions({ reactions }: { reactions: NonNullable<Message["reactions"]> }): ReactNode {
  return (
    <div className="reactions">
      {reactions.map((reaction) => (
        <span key={reaction.name} className="reaction" title={`:${reaction.name}:`}>
          <Emoji emoji={emojiNamed(reaction.name) ?? `:${reaction.name}:`} name={reaction.name} /> {reaction.count}
        </span>
      ))}
    </div>
  );
}

function Replies({ message, onOpen }: { message: Message; onOpen: (ts: string) => void }): ReactNode {
  const count = message.reply_count ?? 0;
  return (
    <button type="button" className="replies" onClick={() => onOpen(message.ts)}>
      {(message.reply_users ?? []).slice(0, 4).map((user) => (
        <Avatar key={user} user={user} size={22} />
      ))}
      <span className="replies-count">
        {count} {count === 1 ? "reply" : "replies"}
      </span>
      <span className="replies-last">{message.latest_reply && ago(message.latest_reply)}</span>
    </button>
  );
}
