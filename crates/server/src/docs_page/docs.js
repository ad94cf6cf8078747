// Shows /openapi.json to people: grouped, searchable, in two languages, with a curl line for each operation.
// Whatever comes from the description becomes text nodes, never markup.

const TEXTS = {
  en: {
    tag: "en", other: "中文", otherTag: "zh-CN",
    skip: "Skip to the operations",
    find: "Find an operation",
    contents: "Contents",
    lead: "A self-hosted album server: photos and videos in albums, on your own disk, shared in the family.",
    affiliation: "Compatible with the KooDrive album API, and not affiliated with it. A client of that service needs a new host name and nothing else.",
    start: "Before you paste",
    startHow: "The curl lines on this page take the user and the token from two variables. Set them once in your shell; leporello demo prints both.",
    found: (n, all) => (n === all ? `${all} operations` : n ? `${n} of ${all} operations` : "Nothing found. Try a path, a method or a word of the description."),
    others: "Other",
    parameters: "Parameters", body: "Request body", responses: "Responses", curl: "Try it",
    where: { path: "path", query: "query", header: "header", cookie: "cookie" },
    required: "required", deprecated: "deprecated", default: "default", example: "Example",
    characters: (range) => `${range} characters`, items: (range) => `${range} items`,
    oneOf: (values) => `one of ${values}`,
    arrayOf: (type) => `array of ${type}`, mapOf: (type) => `map of ${type}`, or: " or ", any: "any",
    copy: "Copy", copied: "Copied",
    link: "Link to this operation",
    raw: "OpenAPI description", version: (v) => `Version ${v}`,
    failed: "The description could not be loaded from /openapi.json. Check that the server is running, then reload the page.",
  },
  zh: {
    tag: "zh-CN", other: "English", otherTag: "en",
    skip: "跳到操作列表",
    find: "查找操作",
    contents: "目录",
    lead: "自托管的相册服务器：照片和视频存放在自己的磁盘上，按相册整理，与家人共享。",
    affiliation: "与 KooDrive 相册 API 兼容，但与其没有隶属关系。原有客户端只需更换主机名即可使用。",
    start: "粘贴之前",
    startHow: "本页的 curl 命令从两个变量中读取用户和令牌。请先在终端中设置一次；leporello demo 会打印这两个值。",
    found: (n, all) => (n === all ? `共 ${all} 个操作` : n ? `${all} 个操作中的 ${n} 个` : "没有找到。请尝试路径、方法或说明中的词。"),
    others: "其他",
    parameters: "参数", body: "请求体", responses: "响应", curl: "试一试",
    where: { path: "路径", query: "查询", header: "请求头", cookie: "Cookie" },
    required: "必填", deprecated: "已弃用", default: "默认", example: "示例",
    characters: (range) => `${range} 个字符`, items: (range) => `${range} 项`,
    oneOf: (values) => `取值 ${values}`,
    arrayOf: (type) => `${type} 数组`, mapOf: (type) => `${type} 映射`, or: " 或 ", any: "任意",
    copy: "复制", copied: "已复制",
    link: "此操作的链接",
    raw: "OpenAPI 描述", version: (v) => `版本 ${v}`,
    failed: "无法从 /openapi.json 加载接口描述。请确认服务器正在运行，然后刷新页面。",
  },
};

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];
const REMEMBERED = "leporello-docs-language";
const byId = (id) => document.getElementById(id);

let text = TEXTS[preferredLanguage()];
let description = null;

// ---- Elements -------------------------------------------------------------------------------------------------

/** An element with attributes and children; children that are null or false are left out. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

/** The Markdown that doc comments use: paragraphs, lists, `code`, **strong** and [links](…). */
function markdown(source = "") {
  const blocks = source.split(/\n\s*\n/).filter((block) => block.trim());
  return blocks.map((block) => {
    const items = block.split(/^\s*[-*] /m).map((item) => item.trim());
    if (items.length === 1) return el("p", { lang: "en" }, inline(block));
    const list = el("ul", { lang: "en" }, items.slice(1).map((item) => el("li", {}, inline(item))));
    return items[0] ? el("div", {}, el("p", { lang: "en" }, inline(items[0])), list) : list;
  });
}

function inline(source) {
  return source.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part) => {
    const link = part.match(/^\[([^\]]+)\]\(((?:https?:\/\/|\/|#)[^)]*)\)$/);
    if (link) return el("a", { href: link[2] }, link[1]);
    if (/^`.+`$/.test(part)) return el("code", {}, part.slice(1, -1));
    if (/^\*\*.+\*\*$/.test(part)) return el("strong", {}, part.slice(2, -2));
    return part;
  });
}

function codeBlock(code, name) {
  const pre = el("pre", { tabindex: "0", role: "group", "aria-label": name }, el("code", {}, code));
  const button = el("button", { type: "button", class: "button copy", onclick: () => copy(code, pre, button) }, text.copy);
  return el("div", { class: "code" }, pre, button);
}

async function copy(code, pre, button) {
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    // Without HTTPS a browser only copies what is selected.
    getSelection().selectAllChildren(pre);
    document.execCommand("copy");
  }
  button.textContent = text.copied;
  byId("spoken").textContent = text.copied;
  setTimeout(() => {
    button.textContent = text.copy;
    byId("spoken").textContent = "";
  }, 2000);
}

// ---- Schemas --------------------------------------------------------------------------------------------------

const followed = (node) =>
  node?.$ref
    ? node.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replace(/~1/g, "/").replace(/~0/g, "~")], description)
    : node;

/** A schema without references, with its `allOf` merged and with "or null" taken away. */
function resolve(node) {
  const { $ref, ...own } = node ?? {};
  let schema = $ref ? { ...resolve(followed({ $ref })), ...own } : own;
  for (const part of schema.allOf?.map(resolve) ?? []) {
    const required = [...(schema.required ?? []), ...(part.required ?? [])];
    schema = { ...part, ...schema, required, properties: { ...part.properties, ...schema.properties } };
  }
  const { oneOf, anyOf, ...rest } = schema;
  const choices = (oneOf ?? anyOf)?.filter((choice) => choice.type !== "null");
  if (choices?.length === 1) return { ...resolve(choices[0]), ...rest };
  const types = [schema.type].flat().filter((type) => type && type !== "null");
  return { ...schema, types, choices };
}

function typeName(node) {
  const schema = resolve(node);
  if (schema.choices) return [...new Set(schema.choices.map(typeName))].join(text.or);
  if (schema.types.includes("array")) return text.arrayOf(typeName(schema.items));
  if (typeof schema.additionalProperties === "object") return text.mapOf(typeName(schema.additionalProperties));
  return (schema.types.join(text.or) || text.any) + (schema.format ? ` (${schema.format})` : "");
}

function limits(schema) {
  const range = (from, to) => {
    if (from === undefined && to === undefined) return null;
    if (from === undefined) return `≤ ${to}`;
    if (to === undefined) return `≥ ${from}`;
    return from === to ? `${from}` : `${from}–${to}`;
  };
  const length = range(schema.minLength, schema.maxLength);
  const items = range(schema.minItems, schema.maxItems);
  const values = schema.enum?.filter((value) => value !== null).join(" · ");
  return [
    values && text.oneOf(values),
    range(schema.minimum, schema.maximum),
    length && text.characters(length),
    items && text.items(items),
    schema.default !== undefined && schema.default !== null && `${text.default} ${JSON.stringify(schema.default)}`,
  ].filter(Boolean);
}

/** What a value may hold: the properties of an object, or of the objects in a list. */
function propertiesOf(node) {
  const schema = resolve(node);
  return schema.types.includes("array") ? propertiesOf(schema.items) : schema;
}

/** One field or parameter, with what lies inside it; `seen` ends schemas that hold themselves. */
function field(name, node, { required, where, about, answer } = {}, seen = []) {
  const schema = resolve(node);
  const facts = [typeName(node), ...limits(schema)].join(", ");
  return el("li", {},
    el("div", { class: "field" },
      el("code", { class: "name" }, name),
      where && el("span", { class: "where" }, text.where[where] ?? where),
      // Of an answer nobody has to send anything.
      required && !answer && el("span", { class: "required" }, text.required),
      el("span", { class: "facts" }, facts)),
    markdown(about ?? schema.description),
    fields(node, answer, seen));
}

function fields(node, answer = false, seen = []) {
  const { properties, required = [] } = propertiesOf(node);
  if (!properties || seen.length > 5 || seen.includes(properties)) return null;
  const inner = [...seen, properties];
  return el("ul", { class: "fields" }, Object.entries(properties).map(([name, property]) =>
    field(name, property, { required: required.includes(name), answer }, inner)));
}

/** A value that fits a schema: its example, or the mandatory part of it. */
function sample(node, depth = 0) {
  const schema = resolve(node);
  const given = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.find((value) => value !== null);
  if (given !== undefined && given !== null) return given;
  if (schema.choices) return sample(schema.choices[0], depth);
  const [type] = schema.types;
  if (type === "array") return depth > 4 ? [] : [sample(schema.items, depth + 1)];
  if (type === "object" || schema.properties) {
    const names = schema.required?.length ? schema.required : depth ? [] : Object.keys(schema.properties ?? {}).slice(0, 1);
    return Object.fromEntries(names.map((name) => [name, sample(schema.properties?.[name], depth + 1)]));
  }
  return { integer: schema.minimum ?? 1, number: schema.minimum ?? 1, boolean: true }[type] ?? "string";
}

const exampleOf = (holder) =>
  holder.example ?? (holder.examples && followed(Object.values(holder.examples)[0])?.value);

// ---- Operations -----------------------------------------------------------------------------------------------

/** Every operation, with what it needs from its path and with the words that find it. */
function operations() {
  return Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const operation = item[method];
      const id = operation.operationId ?? `${method}${path}`.replace(/\W+/g, "-");
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(followed);
      const tag = operation.tags?.[0] ?? text.others;
      const words = [method, path, id, tag, operation.summary, operation.description].join(" ").toLowerCase();
      return { ...operation, method, path, id, parameters, tag, words };
    }));
}

/** Operations by tag, in the order of the description's own list of tags. */
function grouped(all) {
  const names = new Set([...(description.tags ?? []).map((tag) => tag.name), ...all.map((operation) => operation.tag)]);
  return [...names]
    .map((name) => ({
      name,
      lang: name === text.others ? text.tag : "en",
      about: description.tags?.find((tag) => tag.name === name)?.description,
      operations: all.filter((operation) => operation.tag === name),
    }))
    .filter((group) => group.operations.length);
}

const quoted = (value) => `'${String(value).replaceAll("'", "'\\''")}'`;

/** The headers an operation needs, as the shell is to write them. */
function neededHeaders({ parameters, security }) {
  const shell = { authorization: "Bearer $TOKEN", "x-user-id": "$USER_ID", "x-date": "$(date -u +%Y%m%dT%H%M%SZ)" };
  const schemes = Object.keys((security ?? description.security ?? [])[0] ?? {})
    .map((name) => followed(description.components?.securitySchemes?.[name]))
    .map((scheme) => (scheme?.type === "apiKey" ? scheme.in === "header" && scheme.name : scheme && "Authorization"));
  const own = parameters.filter((parameter) => parameter.in === "header" && parameter.required);
  const names = [...new Set([...schemes.filter(Boolean), ...own.map((parameter) => parameter.name)])];
  return names.map((name) => {
    const parameter = own.find((candidate) => candidate.name === name);
    const known = shell[name.toLowerCase()];
    return known ? `-H "${name}: ${known}"` : `-H ${quoted(`${name}: ${parameterSample(parameter)}`)}`;
  });
}

const parameterSample = (parameter = {}) => exampleOf(parameter) ?? sample(parameter.schema);

function curl(operation) {
  const { method, path, parameters, requestBody } = operation;
  const server = new URL(description.servers?.[0]?.url ?? "..", location.href).href.replace(/\/$/, "");
  const place = path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find((candidate) => candidate.in === "path" && candidate.name === name);
    const value = parameterSample(parameter);
    // What has no example is to be filled in: {albumId} becomes ALBUM_ID.
    return value === "string" ? name.replace(/[A-Z]/g, "_$&").toUpperCase() : encodeURIComponent(value);
  });
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required)
    .map((parameter) => `${encodeURIComponent(parameter.name)}=${encodeURIComponent(parameterSample(parameter))}`);
  const verb = method === "get" ? "" : `-X ${method.toUpperCase()} `;
  const first = `curl ${verb}${quoted(server + place + (query.length ? `?${query.join("&")}` : ""))}`;
  return [first, ...neededHeaders(operation), ...bodyArguments(followed(requestBody))].join(" \\\n  ");
}

function bodyArguments(body) {
  const [[type, media] = []] = Object.entries(body?.content ?? {});
  if (!type) return [];
  const value = exampleOf(media) ?? sample(media.schema);
  if (type.includes("json")) return ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(value))}`];
  if (type.includes("form-urlencoded")) {
    return Object.entries(value).map(([name, part]) => `--data-urlencode ${quoted(`${name}=${part}`)}`);
  }
  return [`-H ${quoted(`Content-Type: ${type}`)}`, "--data-binary @FILE"];
}

// ---- The page -------------------------------------------------------------------------------------------------

const part = (title, ...children) => el("section", {}, el("h4", {}, title), ...children);

function parametersPart({ parameters }) {
  const rows = parameters.map((parameter) =>
    field(parameter.name, parameter.schema, { required: parameter.required, where: parameter.in, about: parameter.description ?? "" }));
  return rows.length > 0 && part(text.parameters, el("ul", { class: "fields" }, rows));
}

function bodyPart({ requestBody }) {
  const body = followed(requestBody);
  return body && part(text.body, markdown(body.description), Object.entries(body.content ?? {}).map(([type, media]) =>
    el("div", {}, el("p", { class: "media" }, el("code", {}, type)), fields(media.schema) ?? el("p", { class: "facts" }, typeName(media.schema)))));
}

function responsesPart({ responses = {} }) {
  return part(text.responses, Object.entries(responses).map(([status, node]) => {
    const response = followed(node);
    const media = Object.values(response.content ?? {})[0];
    const example = media && exampleOf(media);
    const heading = [el("code", { class: `status s${status[0]}` }, status), el("span", { lang: "en" }, inline(response.description ?? ""))];
    const inside = media && [
      fields(media.schema, true),
      example !== undefined && codeBlock(JSON.stringify(example, null, 2), `${text.example} ${status}`),
    ].filter(Boolean);
    if (!inside?.length) return el("p", { class: "response" }, heading);
    return el("details", { class: "response", open: status.startsWith("2") }, el("summary", {}, heading), inside);
  }));
}

/** One operation; what is inside is built when it is first opened. */
function operationCard(operation, open) {
  const summary = el("summary", {},
    el("h3", {},
      el("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()), " ",
      // Long paths may break after a slash.
      el("code", { class: "path" }, operation.path.split(/(?<=\/)/).flatMap((piece) => [piece, el("wbr")]))),
    el("p", { class: "summary", lang: "en" },
      operation.summary ?? operation.id,
      operation.deprecated && el("span", { class: "deprecated", lang: text.tag }, text.deprecated)));
  const inside = () => el("div", { class: "inside" },
    markdown(operation.description),
    part(text.curl, codeBlock(curl(operation), `curl ${operation.id}`)),
    parametersPart(operation), bodyPart(operation), responsesPart(operation),
    el("p", { class: "permalink" }, el("a", { href: `#${operation.id}`, "aria-label": `${text.link}: ${operation.id}` }, `# ${operation.id}`)));
  const card = el("details", { class: "operation", id: operation.id, open, ontoggle: () => {
    if (card.open && card.children.length === 1) card.append(inside());
  } }, summary);
  return card;
}

function render() {
  const open = new Set([...document.querySelectorAll(".operation[open]")].map((card) => card.id));
  document.documentElement.lang = text.tag;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text[node.dataset.text];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", text[node.dataset.label]);
  byId("query").placeholder = text.find;
  Object.assign(byId("language"), { textContent: text.other, lang: text.otherTag });
  byId("variables").replaceChildren(codeBlock('export USER_ID=…\nexport TOKEN=…   # leporello token issue --user "$USER_ID"', text.start));
  if (!description) return;

  byId("title").textContent = description.info.title;
  byId("version").textContent = text.version(description.info.version);
  document.title = `${description.info.title} API`;
  const groups = grouped(operations());
  byId("operations").replaceChildren(...groups.map((group, at) =>
    el("section", { class: "group", id: `group-${at}`, "aria-labelledby": `heading-${at}` },
      el("h2", { id: `heading-${at}`, lang: group.lang }, group.name),
      markdown(group.about),
      el("div", { class: "cards" }, group.operations.map((operation) => operationCard(operation, open.has(operation.id)))))));
  byId("contents").hidden = false;
  byId("contents").replaceChildren(el("ul", {}, groups.map((group, at) =>
    el("li", {}, el("a", { href: `#group-${at}`, lang: group.lang }, group.name, el("span", { class: "count" }, group.operations.length))))));
  filter();
}

/** Shows the operations that have every word of the search. */
function filter() {
  const wanted = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = operations();
  const hits = new Set(all.filter(({ words }) => wanted.every((word) => words.includes(word))).map(({ id }) => id));
  for (const card of document.querySelectorAll(".operation")) card.hidden = !hits.has(card.id);
  for (const group of document.querySelectorAll(".group")) {
    const shown = group.querySelectorAll(".operation:not([hidden])").length;
    const entry = byId("contents").querySelector(`[href="#${group.id}"]`);
    entry.lastChild.textContent = shown;
    group.hidden = entry.hidden = shown === 0;
  }
  // Hits stand at the top, wherever the search was begun.
  byId("intro").hidden = wanted.length > 0;
  if (wanted.length) scrollTo({ top: 0, behavior: "instant" });
  byId("found").textContent = text.found(hits.size, all.length);
}

function openLinked() {
  const card = byId(location.hash.slice(1));
  if (!card?.classList.contains("operation")) return;
  card.open = true;
  card.scrollIntoView();
}

function preferredLanguage() {
  let remembered = null;
  try {
    remembered = localStorage.getItem(REMEMBERED);
  } catch {
    // A browser may keep storage to itself.
  }
  return remembered in TEXTS ? remembered : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function switchLanguage() {
  const next = text === TEXTS.en ? "zh" : "en";
  text = TEXTS[next];
  try {
    localStorage.setItem(REMEMBERED, next);
  } catch {
    // Then it is asked again next time.
  }
  render();
}

byId("language").addEventListener("click", switchLanguage);
byId("query").addEventListener("input", filter);
addEventListener("hashchange", openLinked);
addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && document.activeElement !== byId("query")) {
    event.preventDefault();
    byId("query").focus();
  }
});

render();
try {
  const answer = await fetch("../openapi.json");
  if (!answer.ok) throw new Error(`${answer.status}`);
  description = await answer.json();
  render();
  openLinked();
} catch (error) {
  console.error(error);
  byId("found").textContent = text.failed;
}
