import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { typeText } from "./api";
import { useNames } from "./workspace";

const said: string[] = [];

interface ComposerProps {
  channel: string;
  channelName: string;
  thread?: string;
  hints: string[];
  onSent: () => void;
}

/** The box to type in: Enter sends, Shift+Enter breaks the line, ↑ brings back what was typed before. */
export function Composer(props: ComposerProps): ReactNode {
  const { channel, thread, hints } = props;
  const { me } = useNames();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const [back, setBack] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const where = thread ? "Reply…" : `Message #${props.channelName}, or /ops`;

  const offered = useMemo(() => {
    if (thread || dismissed || !text.startsWith("/")) return [];
    return hints.filter((hint) => hint.startsWith(text.trimEnd()) && hint !== text).slice(0, 8);
  }, [thread, dismissed, text, hints]);

  useEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
  }, [text]);

  const write = (next: string) => {
    setText(next);
    setChosen(0);
    setDismissed(false);
  };

  const send = () => {
    const line = text.trim();
    if (!line) return;
    said.push(line);
    setText("");
    setBack(0);
    setProblem(null);
    typeText({ text: line, channel, user: me.id, ...(thread ? { thread_ts: thread } : {}) }).catch((error: Error) =>
      setProblem(error.message),
    );
    props.onSent();
  };

  const recall = (step: number) => {
    const place = Math.min(Math.max(back + step, 0), said.length);
    setBack(place);
    setText(place === 0 ? "" : (said[said.length - place] ?? ""));
    setDismissed(true);
  };

  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const offer = offered[chosen];
    if (event.key === "Tab" && offer) {
      event.preventDefault();
      write(offer);
    } else if (event.key === "Escape" && offered.length) {
      setDismissed(true);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && offered.length) {
      event.preventDefault();
      setChosen((chosen + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length);
    } else if (event.key === "ArrowUp" && (text === "" || back > 0)) {
      event.preventDefault();
      recall(1);
    } else if (event.key === "ArrowDown" && back > 0) {
      event.preventDefault();
      recall(-1);
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };

  return (
    <div className="composer">
      {offered.length > 0 && (
        <ul className="hints" role="listbox" aria-label="Commands">
          {offered.map((hint, index) => (
            <li key={hint} role="option" aria-selected={index === chosen}>
              <button
                type="button"
                tabIndex={-1}
                onClick={() => {
                  write(hint);
                  box.current?.focus();
                }}
              >
                {hint}
              </button>
            </li>
          ))}
          <li className="hints-foot" role="presentation">
            <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Tab</kbd> take · <kbd>Enter</kbd> send
          </li>
        </ul>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={where}
          aria-label={where}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKey}
        />
        <button type="button" className="send" aria-label="Send" disabled={!text.trim()} onClick={send}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
            <path d="M2.5 3.2c0-.6.6-1 1.2-.8l13.6 6.9c.6.3.6 1.1 0 1.4L3.7 17.6c-.6.2-1.2-.2-1.2-.8l1.4-5.5 6.4-1.3-6.4-1.3z" />
          </svg>
        </button>
      </div>
      <p className="composer-note">
        {thread ? (
          <>
            Commands do not work in threads, as in Slack: mention <b>@opsbot</b> instead.
          </>
        ) : (
          <>
            As <b>{me.real_name}</b> · <b>Enter</b> sends · <b>↑</b> brings back the last command
          </>
        )}
      </p>
    </div>
  );
}
