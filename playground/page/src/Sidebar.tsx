import type { ReactNode } from "react";
import { Avatar } from "./Avatar";
import { useNames, type Workspace } from "./workspace";

interface SidebarProps {
  workspace: Workspace;
  channel: string;
  live: boolean;
  onChannel: (id: string) => void;
  onPerson: (id: string) => void;
}

export function Sidebar(props: SidebarProps): ReactNode {
  const { workspace } = props;
  const names = useNames();
  const people = workspace.people.filter((person) => !person.is_bot);
  const listed = (direct: boolean) => workspace.channels.filter((channel) => channel.is_im === direct);
  return (
    <nav className="sidebar" aria-label="Workspace">
      <header className="team">
        <strong>{workspace.team.name}</strong>
        <span className={props.live ? "live" : "live lost"} role="status">
          {props.live ? "simulated · live" : "reconnecting…"}
        </span>
      </header>
      <h2>Channels</h2>
      <ul>
        {listed(false).map((channel) => (
          <li key={channel.id}>
            <ChannelLink id={channel.id} label={channel.name} sign="#" {...props} />
          </li>
        ))}
      </ul>
      <h2>Apps</h2>
      <ul>
        {listed(true).map((channel) => (
          <li key={channel.id}>
            <ChannelLink id={channel.id} label={names.bot.name} sign="›" {...props} />
          </li>
        ))}
        {listed(true).length === 0 && <li className="app-name">› {names.bot.name}</li>}
      </ul>
      <div className="me">
        <h2 id="you-are">You are</h2>
        <div role="radiogroup" aria-labelledby="you-are">
          {people.map((person) => (
            <button
              key={person.id}
              type="button"
              role="radio"
              aria-checked={person.id === names.me.id}
              className={person.id === names.me.id ? "person chosen" : "person"}
              onClick={() => props.onPerson(person.id)}
            >
              <Avatar user={person.id} size={26} />
              <span>
                <b>{person.real_name}</b>
                <small>{person.profile.title}</small>
              </span>
            </button>
          ))}
        </div>
      </div>
    </nav>
  );
}

function ChannelLink(props: SidebarProps & { id: string; label: string; sign: string }): ReactNode {
  const unread = props.workspace.unread[props.id] ?? 0;
  const here = props.id === props.channel;
  return (
    <button
      type="button"
      className={`channel ${here ? "here" : ""} ${unread ? "unread" : ""}`}
      aria-current={here ? "page" : undefined}
      onClick={() => props.onChannel(props.id)}
    >
      <span className="sign" aria-hidden="true">
        {props.sign}
      </span>
      {props.label}
      {unread > 0 && (
        <span className="badge" aria-label={`${unread} new`}>
          {unread}
        </span>
      )}
    </button>
  );
}
