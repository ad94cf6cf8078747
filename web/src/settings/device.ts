// What a browser and a system are called, as far as a User-Agent tells. It is a guess, and shown as one.

const BROWSERS: Array<[RegExp, string]> = [
  [/MicroMessenger\//, "WeChat"],
  [/HuaweiBrowser\//, "Huawei Browser"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/CriOS\/|Chrome\/|Chromium\//, "Chrome"],
  [/Version\/[\d.]+ .*Safari\//, "Safari"],
  [/^curl\//, "curl"],
];

const SYSTEMS: Array<[RegExp, string]> = [
  [/OpenHarmony|HarmonyOS/, "HarmonyOS"],
  [/iPad/, "iPad"],
  [/iPhone/, "iPhone"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/Linux|X11/, "Linux"],
];

const first = (names: Array<[RegExp, string]>, agent: string) => names.find(([sign]) => sign.test(agent))?.[1];

/** A browser and what it ran on; either may be unknown. */
export interface Device {
  browser?: string | undefined;
  system?: string | undefined;
}

/** Reads a User-Agent. */
export const deviceOf = (agent: string): Device => ({ browser: first(BROWSERS, agent), system: first(SYSTEMS, agent) });
