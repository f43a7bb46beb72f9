export interface TextObject {
  type: "plain_text" | "mrkdwn";
  text: string;
  verbatim?: boolean;
}

export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
  url?: string;
}

export interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: "primary" | "danger";
}

/** A block element. Which fields are there depends on `type`; the server has checked them. */
export interface Element {
  type: string;
  action_id: string;
  text?: TextObject | string;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  confirm?: Confirm;
  accessibility_label?: string;
  options?: Option[];
  option_groups?: { label: TextObject; options: Option[] }[];
  placeholder?: TextObject;
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  initial_user?: string;
  initial_channel?: string;
  initial_conversation?: string;
  initial_date?: string;
  initial_time?: string;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  image_url?: string;
  alt_text?: string;
}

export interface Block {
  type: string;
  block_id: string;
  text?: TextObject;
  fields?: TextObject[];
  elements?: Element[];
  accessory?: Element;
  element?: Element;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  level?: string;
  [other: string]: unknown;
}

export interface SharedFile {
  id: string;
  name: string;
  title: string;
  alt_txt: string | null;
  mimetype: string;
  size: number;
  pretty_type: string;
  url_private: string;
  original_w?: number;
  original_h?: number;
}

export interface Message {
  ts: string;
  user: string;
  bot_id?: string;
  text: string;
  blocks?: Block[];
  files?: SharedFile[];
  reactions?: { name: string; users: string[]; count: number }[];
  thread_ts?: string;
  subtype?: string;
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  edited?: { ts: string };
  pinned_to?: string[];
  sim: { parse: string; only_for: string | null };
}

export interface Person {
  id: string;
  name: string;
  real_name: string;
  color: string;
  tz: string;
  is_bot: boolean;
  profile: { title: string };
}

export interface Channel {
  id: string;
  name: string;
  is_im: boolean;
  topic?: { value: string };
  num_members?: number;
}

export interface View {
  id: string;
  title: TextObject;
  submit: TextObject | null;
  close: TextObject | null;
  blocks: Block[];
}

export interface Snapshot {
  team: { name: string };
  me: string;
  bot: { id: string; name: string };
  people: Person[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  views: View[];
  hints: string[];
  version: number;
}

export interface Ack {
  status: number;
  body: string;
  seconds: number;
  error: string | null;
}
