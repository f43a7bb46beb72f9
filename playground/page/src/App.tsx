import { useCallback, useMemo, useState, type ReactNode } from "react";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";
import { Modal } from "./Modal";
import { usePlace } from "./place";
import { Sidebar } from "./Sidebar";
import { ThreadPane } from "./ThreadPane";
import type { Message } from "./types";
import { NamesContext, useWorkspace, type Names, type Workspace } from "./workspace";

const NO_MESSAGES: Message[] = [];

export function App(): ReactNode {
  const [place, go] = usePlace();
  const { workspace, live, problem } = useWorkspace(place.as, place.channel, place.live);
  if (workspace === null) {
    return <p className="loading">{problem ? `The simulated Slack cannot be reached: ${problem}` : "Loading…"}</p>;
  }
  return <Shell workspace={workspace} live={live} place={place} go={go} />;
}

interface ShellProps {
  workspace: Workspace;
  live: boolean;
  place: ReturnType<typeof usePlace>[0];
  go: ReturnType<typeof usePlace>[1];
}

function useNamesOf(workspace: Workspace): Names | undefined {
  const { people, channels, bot, me } = workspace;
  return useMemo(() => {
    const person = new Map(people.map((one) => [one.id, one]));
    const channel = new Map(channels.map((one) => [one.id, one]));
    const mine = person.get(me);
    return mine && { me: mine, bot, people, channels, person: (id) => person.get(id), channel: (id) => channel.get(id) };
  }, [people, channels, bot, me]);
}

function Shell({ workspace, live, place, go }: ShellProps): ReactNode {
  const [menu, setMenu] = useState(false);
  const [sent, setSent] = useState(0);
  const names = useNamesOf(workspace);
  const channel = workspace.channels.find((one) => one.id === place.channel) ?? workspace.channels[0];
  const all = (channel && workspace.messages[channel.id]) ?? NO_MESSAGES;
  const top = useMemo(
    () =>
      all.filter(
        (message) =>
          !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast",
      ),
    [all],
  );
  const replies = useMemo(
    () => all.filter((message) => message.thread_ts === place.thread && message.ts !== place.thread),
    [all, place.thread],
  );
  const openThread = useCallback((ts: string) => go({ thread: ts }), [go]);
  if (!names || !channel) return <p className="loading">There is nothing here.</p>;
  const view = workspace.views.at(-1);
  const classes = ["app", place.thread && "with-thread", menu && "with-menu"];
  return (
    <NamesContext value={names}>
      <div className={classes.filter(Boolean).join(" ")}>
        <Sidebar
          workspace={workspace}
          channel={channel.id}
          live={live}
          onChannel={(id) => {
            setMenu(false);
            go({ channel: id, thread: null });
          }}
          onPerson={(id) => go({ as: id })}
        />
        <main className="view">
          <header className="bar">
            <button type="button" className="icon menu-button" aria-label="Channels" onClick={() => setMenu(!menu)}>
              ☰
            </button>
            <h1>
              <span className="sign">#</span> {channel.name}
            </h1>
            <p className="topic">{channel.topic?.value}</p>
          </header>
          <MessageList
            messages={top}
            channel={channel.id}
            place={`${channel.id}:${place.as}:${sent}`}
            marked={place.thread ? null : place.message}
            open={place.thread}
            onOpenThread={openThread}
            head={<Beginning name={channel.name} />}
          />
          <Composer
            channel={channel.id}
            channelName={channel.name}
            hints={workspace.hints}
            onSent={() => setSent(sent + 1)}
          />
        </main>
        {place.thread && (
          <ThreadPane
            channel={channel}
            parent={all.find((message) => message.ts === place.thread)}
            replies={replies}
            marked={place.message}
            onClose={() => go({ thread: null })}
          />
        )}
        {view && <Modal key={view.id} view={view} />}
      </div>
    </NamesContext>
  );
}

function Beginning({ name }: { name: string }): ReactNode {
  return (
    <div className="beginning">
      <h2># {name}</h2>
      <p>This is a simulated Slack on your own machine. Nothing here leaves it.</p>
    </div>
  );
}
