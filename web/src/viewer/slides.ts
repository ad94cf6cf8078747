// The slides of the viewer: swiping, zooming and loading ahead are PhotoSwipe's, what is on a slide comes from here.
import PhotoSwipe, { type SlideData } from "photoswipe";
import "photoswipe/style.css";
import type { Grid } from "../grid/grid.svelte";
import type { Moment } from "../grid/source";
import { detailsOf, isShown, originalOf } from "./details";

type Content = NonNullable<PhotoSwipe["currSlide"]>["content"];

/** What somebody looks at, and what can be done with it. */
export interface Slides {
  go(by: 1 | -1): void;
  /** The photo of the current slide is gone, or another came into its place. */
  again(index: number): void;
  zoom(): void;
  /** The room for it has changed. */
  resize(): void;
  destroy(): void;
}

/** How the slides tell what happens. */
export interface Listener {
  onmove(index: number): void;
  onclose(): void;
  /** A slide could not be loaded. */
  onfailed(index: number, error: unknown): void;
}

interface Data extends SlideData {
  index?: number;
  moment?: Moment;
}

/** Opens the slides at a place of the grid. `calm` goes without animations. */
export function show(into: HTMLElement, grid: Grid, index: number, calm: boolean, listener: Listener): Slides {
  const pswp = new PhotoSwipe({
    appendToEl: into,
    // What is told of a photo may stand beside it.
    getViewportSizeFn: () => ({ x: into.clientWidth, y: into.clientHeight }),
    index,
    loop: false,
    bgOpacity: 1,
    trapFocus: false,
    returnFocus: false,
    escKey: false,
    arrowKeys: false,
    closeOnVerticalDrag: true,
    pinchToClose: false,
    showHideAnimationType: "none",
    zoomAnimationDuration: calm ? 0 : 250,
    preload: [1, 2],
    counter: false,
    close: false,
    zoom: false,
    arrowPrev: false,
    arrowNext: false,
    wheelToZoom: true,
    errorMsg: "",
  });

  pswp.addFilter("numItems", () => grid.total ?? 0);
  pswp.addFilter("itemData", (_, at): Data => {
    const moment = grid.at(at);
    if (!moment) {
      // Its block has not come; once it has, the slide is made anew.
      void grid.load(at).then((found) => found && pswp.refreshSlideContent(at));
      return { index: at, html: "" };
    }
    if (moment.fileType === "20") return { index: at, moment, type: "video" };
    const [width, height] = [moment.width ?? 1440, moment.height ?? 1440];
    return { index: at, moment, src: moment.largeUrl, msrc: moment.thumbnailUrl, width, height, alt: moment.fileName };
  });

  pswp.on("contentLoad", (event) => {
    const { moment, index: at } = event.content.data as Data;
    if (!moment || at === undefined) return;
    const failed = (error: unknown) => listener.onfailed(at, error);
    if (moment.fileType === "20") {
      event.preventDefault();
      // Any element will do, whatever the types say.
      event.content.element = film(moment, failed) as HTMLElement as HTMLDivElement;
      event.content.onLoaded();
    } else {
      void sharpen(event.content, moment).catch(failed);
    }
  });
  pswp.on("contentDeactivate", ({ content }) => (content.element as HTMLElement | undefined)?.matches("video") && (content.element as HTMLElement as HTMLVideoElement).pause());
  // Who zooms in wants to see more than the view has.
  pswp.on("zoomPanUpdate", ({ slide }) => {
    const { moment } = slide.data as Data;
    const wanted = slide.currZoomLevel * (slide.data.w ?? 0) * devicePixelRatio;
    if (moment && moment.fileType !== "20" && wanted > 1700) void original(slide.content, moment);
  });
  pswp.on("change", () => listener.onmove(pswp.currIndex));
  pswp.on("destroy", () => listener.onclose());
  pswp.init();
  // The dialog around it has the name and the focus.
  pswp.element?.setAttribute("role", "presentation");
  pswp.element?.removeAttribute("tabindex");

  return {
    go: (by) => (by > 0 ? pswp.next() : pswp.prev()),
    again: (at) => {
      for (let near = at - 2; near <= at + 3; near++) pswp.refreshSlideContent(near);
      pswp.goTo(Math.min(at, (grid.total ?? 1) - 1));
    },
    zoom: () => pswp.currSlide?.toggleZoom(),
    resize: () => pswp.updateSize(true),
    destroy: () => pswp.destroy(),
  };
}

function film(moment: Moment, failed: (error: unknown) => void): HTMLVideoElement {
  const video = document.createElement("video");
  video.className = "film";
  video.controls = true;
  video.playsInline = true;
  video.preload = "metadata";
  video.poster = moment.largeUrl;
  video.setAttribute("aria-label", moment.fileName);
  originalOf(moment).then((url) => url && (video.src = url), failed);
  return video;
}

/** Puts the large view into a slide that shows the smaller one. */
async function sharpen(content: Content, moment: Moment): Promise<void> {
  const { view } = await detailsOf(moment);
  if (view) await exchange(content, view);
}

const sharp = new WeakSet<Content>();

async function original(content: Content, moment: Moment): Promise<void> {
  if (sharp.has(content)) return;
  sharp.add(content);
  const { file } = await detailsOf(moment);
  const url = isShown(file) && (await originalOf(moment));
  if (url) await exchange(content, url);
}

/** Shows another picture in a slide once it has come; until then, and if it does not come, the old one stays. */
async function exchange(content: Content, url: string): Promise<void> {
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch {
    return;
  }
  if (content.element instanceof HTMLImageElement) content.element.src = url;
}
