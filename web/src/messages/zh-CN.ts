// The catalogue of zh-CN, as one piece.
export default import.meta.glob<string>("../../messages/zh-CN/*.ftl", { query: "?raw", import: "default", eager: true });
