import { Component, useMemo, type ReactNode } from "react";
import { Message as LibraryMessage, type Block as LibraryBlock } from "slack-blocks-to-jsx";
import { Emoji, emojiNamed } from "../emoji";
import { Mention, Text } from "../mrkdwn";
import { formatted } from "../time";
import type { Block, Element } from "../types";
import { useNames } from "../workspace";
import { Interactive, Actions } from "./Actions";
import { Input } from "./Input";
import { Plan, TaskRow, type Task } from "./Plan";

/** The blocks of a message. What people use, text with Slack's markup and plans are ours; the library draws the rest. */
export function Blocks({ blocks }: { blocks: Block[] }): ReactNode {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        // By place and type: block ids change with every edit, and a card must not be drawn anew for that.
        <Guard key={`${index} ${block.type}`} block={block}>
          <One block={block} />
        </Guard>
      ))}
    </div>
  );
}

function One({ block }: { block: Block }): ReactNode {
  switch (block.type) {
    case "section":
      return <Section block={block} />;
    case "header":
      return <Header block={block} />;
    case "context":
      return <Context block={block} />;
    case "actions":
      return <Actions block={block} />;
    case "input":
      return <Input block={block} />;
    case "alert":
      return (
        <div className={`alert ${block.level ?? "default"}`} role="note">
          <Text text={block.text} />
        </div>
      );
    case "divider":
      return <hr />;
    case "plan":
      return <Plan block={block} draw={drawn} />;
    case "task_card":
      return (
        <div className="plan">
          <TaskRow task={block as unknown as Task} draw={drawn} />
        </div>
      );
    default:
      return drawn(block);
  }
}

function drawn(block: Block): ReactNode {
  return <FromLibrary block={block} />;
}

function Header({ block }: { block: Block }): ReactNode {
  return (
    <h3 className="block-header">
      <Text text={block.text} />
    </h3>
  );
}

function Section({ block }: { block: Block }): ReactNode {
  const accessory = block.accessory;
  return (
    <div className="section">
      <div className="section-text">
        {block.text && (
          <div className="text">
            <Text text={block.text} />
          </div>
        )}
        {block.fields && (
          <div className="fields">
            {block.fields.map((field, index) => (
              <div key={index} className="text">
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="accessory">
          {accessory.type === "image" ? (
            <Picture element={accessory} />
          ) : (
            <Interactive element={accessory} blockId={block.block_id} />
          )}
        </div>
      )}
    </div>
  );
}

function Picture({ element }: { element: Element }): ReactNode {
  return <img src={element.image_url} alt={element.alt_text ?? ""} />;
}

function Context({ block }: { block: Block }): ReactNode {
  return (
    <div className="context">
      {(block.elements ?? []).map((element, index) =>
        element.type === "image" ? (
          <Picture key={index} element={element} />
        ) : (
          <span key={index}>
            <Text text={{ type: element.type as "mrkdwn", text: String(element.text ?? "") }} />
          </span>
        ),
      )}
    </div>
  );
}

function FromLibrary({ block }: { block: Block }): ReactNode {
  const names = useNames();
  const data = useMemo(
    () => ({
      users: names.people.map((person) => ({ id: person.id, name: person.real_name })),
      channels: names.channels.map((channel) => ({ id: channel.id, name: channel.name })),
      user_groups: [],
    }),
    [names],
  );
  const hooks = useMemo(
    () => ({
      user: ({ id }: { id: string }) => <Mention id={id} names={names} />,
      emoji: ({ name }: { name: string }, parse: (data: { name: string }) => string) => {
        const emoji = emojiNamed(name);
        return emoji ? <Emoji emoji={emoji} name={name} /> : parse({ name });
      },
      date: ({ timestamp, format }: { timestamp: string; format: string }) => (
        <time>{formatted(Number(timestamp), format, names.me.tz)}</time>
      ),
    }),
    [names],
  );
  // The block is of one of the library's types: the server refuses any other.
  const blocks = useMemo(() => [block as unknown as LibraryBlock], [block]);
  return (
    <div className={`library ${block.type}`}>
      <LibraryMessage blocks={blocks} name="" logo="" withoutWrapper theme="light" data={data} hooks={hooks} />
    </div>
  );
}

interface GuardProps {
  block: Block;
  children: ReactNode;
}

/** One block that cannot be drawn leaves the others standing. */
class Guard extends Component<GuardProps, { failed: Block | null }> {
  override state: { failed: Block | null } = { failed: null };

  override componentDidCatch(): void {
    this.setState({ failed: this.props.block });
  }

  override render(): ReactNode {
    if (this.state.failed === this.props.block) {
      return <p className="cannot-draw">This page cannot draw a block of type {this.props.block.type}.</p>;
    }
    return this.props.children;
  }
}
