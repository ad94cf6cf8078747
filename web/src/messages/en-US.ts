// The catalogue of en-US, as one piece.
export default import.meta.glob<string>("../../messages/en-US/*.ftl", { query: "?raw", import: "default", eager: true });
