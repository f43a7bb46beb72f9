import type { ReactNode } from "react";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";
import { MessageRow } from "./MessageRow";
import type { Channel, Message } from "./types";

interface ThreadProps {
  channel: Channel;
  parent: Message | undefined;
  replies: Message[];
  marked: string | null;
  onClose: () => void;
}

export function ThreadPane({ channel, parent, replies, marked, onClose }: ThreadProps): ReactNode {
  return (
    <aside className="pane" aria-label="Thread">
      <header className="bar">
        <button type="button" className="icon back" aria-label="Back to the channel" onClick={onClose}>
          ←
        </button>
        <h1>
          Thread <small>#{channel.name}</small>
        </h1>
        <button type="button" className="icon close" aria-label="Close the thread" onClick={onClose}>
          ✕
        </button>
      </header>
      {parent ? (
        <>
          <MessageList
            messages={replies}
            channel={channel.id}
            place={parent.ts}
            marked={marked}
            open={null}
            head={
              <div className="thread-head">
                <MessageRow message={parent} channel={channel.id} />
                <div className="day" role="separator">
                  <span>
                    {replies.length} {replies.length === 1 ? "reply" : "replies"}
                  </span>
                </div>
              </div>
            }
          />
          <Composer
            channel={channel.id}
            channelName={channel.name}
            thread={parent.ts}
            hints={[]}
            onSent={() => undefined}
          />
        </>
      ) : (
        <p className="nothing">There is no such message here any more.</p>
      )}
    </aside>
  );
}
