import type { ReactNode } from "react";
import { withEmoji } from "../emoji";
import type { Block } from "../types";

type Status = "pending" | "in_progress" | "complete" | "error";

export interface Task {
  task_id: string;
  title: string;
  status: Status;
  details?: Block;
  output?: Block;
  sources?: { url: string; text: string }[];
}

const SAID: Record<Status, string> = {
  pending: "not begun",
  in_progress: "under way",
  complete: "done",
  error: "failed",
};

export function Sign({ status }: { status: Status }): ReactNode {
  return (
    <svg className={`sign-of ${status}`} viewBox="0 0 20 20" role="img" aria-label={SAID[status]}>
      <circle cx="10" cy="10" r="7.5" />
      {status === "complete" && <path d="M6.4 10.3l2.5 2.4 4.7-5.2" />}
      {status === "error" && <path d="M7.3 7.3l5.4 5.4M12.7 7.3l-5.4 5.4" />}
      {status === "in_progress" && <path d="M10 2.5a7.5 7.5 0 0 1 7.5 7.5" />}
    </svg>
  );
}

type Draw = (block: Block) => ReactNode;

/** A run's progress. `draw` draws the rich text of a task's details and output. */
export function Plan({ block, draw }: { block: Block; draw: Draw }): ReactNode {
  const tasks = (block.tasks ?? []) as Task[];
  const done = tasks.filter((task) => task.status === "complete").length;
  return (
    <details className="plan" open>
      <summary>
        <strong>{withEmoji(String(block.title))}</strong>
        {tasks.length > 0 && (
          <small>
            {done} of {tasks.length} done
          </small>
        )}
      </summary>
      <ol>
        {tasks.map((task) => (
          <li key={task.task_id}>
            <TaskRow task={task} draw={draw} />
          </li>
        ))}
      </ol>
    </details>
  );
}

export function TaskRow({ task, draw }: { task: Task; draw: Draw }): ReactNode {
  return (
    <div className={`task ${task.status}`}>
      <Sign status={task.status} />
      <div>
        <span className="task-title">{withEmoji(task.title)}</span>
        {task.details && <div className="task-more">{draw(task.details)}</div>}
        {task.output && <div className="task-more">{draw(task.output)}</div>}
        {task.sources && task.sources.length > 0 && (
          <div className="task-more">
            {task.sources.map((source) => (
              <a key={source.url} href={source.url} target="_blank" rel="noreferrer noopener">
                {source.text}
              </a>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
