import { Fragment, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { MessageRow } from "./MessageRow";
import { dayName } from "./time";
import type { Message } from "./types";
import { useNames } from "./workspace";

const TOGETHER_SECONDS = 300;
const NEAR_THE_END_PIXELS = 120;

function belongsToPrevious(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    before.sim.only_for === message.sim.only_for &&
    !message.blocks &&
    !before.blocks &&
    Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS
  );
}

interface ListProps {
  messages: Message[];
  channel: string;
  place: string;
  marked: string | null;
  open: string | null;
  onOpenThread?: (ts: string) => void;
  head?: ReactNode;
}

/** Messages, oldest first, that stays at its end while news come in, unless somebody has scrolled up. */
export function MessageList(props: ListProps): ReactNode {
  const { messages, channel, place, marked } = props;
  const { me } = useNames();
  const box = useRef<HTMLDivElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });

  useLayoutEffect(() => {
    atEnd.current = true;
    if (marked) document.getElementById(`m${marked}`)?.scrollIntoView({ block: "center" });
    else toEnd();
  }, [place, marked]);

  useEffect(() => {
    if (!inside.current) return;
    const watch = new ResizeObserver(() => {
      if (atEnd.current && !marked) toEnd();
    });
    watch.observe(inside.current);
    return () => watch.disconnect();
  }, [marked]);

  return (
    <div className="list-frame">
      <div
        className="list"
        ref={box}
        role="log"
        aria-label="Messages"
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PIXELS;
          setAway(!atEnd.current);
        }}
      >
        <div className="list-inside" ref={inside}>
          {props.head}
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const day = dayName(message.ts, me.tz);
            const newDay = !before || dayName(before.ts, me.tz) !== day;
            return (
              <Fragment key={message.ts}>
                {newDay && (
                  <div className="day" role="separator">
                    <span>{day}</span>
                  </div>
                )}
                <MessageRow
                  message={message}
                  channel={channel}
                  compact={!newDay && belongsToPrevious(before, message)}
                  marked={message.ts === marked}
                  open={message.ts === props.open}
                  onOpenThread={props.onOpenThread}
                />
              </Fragment>
            );
          })}
        </div>
      </div>
      {away && (
        <button type="button" className="to-end" onClick={toEnd}>
          ↓ Newest
        </button>
      )}
    </div>
  );
}
