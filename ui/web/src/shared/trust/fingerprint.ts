/** What the browser says of itself: compared with what it said when the device was bound. */

import type { Fingerprint } from "../shapes";

interface BrandData {
  brands: { brand: string; version: string }[];
  mobile: boolean;
  platform: string;
}

/** Every attribute is optional: a browser that tells less is not refused for it. */
export function fingerprint(): Fingerprint {
  const nav = navigator as Navigator & { userAgentData?: BrandData; deviceMemory?: number };
  const data = nav.userAgentData;
  const brand = data?.brands.find((b) => !/not.?a.?brand/i.test(b.brand)) ?? fromAgent();
  return {
    platform: data?.platform || nav.platform || null,
    brand: brand?.brand ?? null,
    major: Number(brand?.version) || null,
    mobile: data?.mobile ?? null,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    languages: [...nav.languages],
    screen: `${screen.width}x${screen.height}x${screen.colorDepth}`,
    pixel_ratio: devicePixelRatio,
    cores: nav.hardwareConcurrency || null,
    memory: nav.deviceMemory ?? null,
    touch_points: nav.maxTouchPoints,
    gpu: gpu(),
    gamut: ["rec2020", "p3", "srgb"].find((g) => matchMedia(`(color-gamut: ${g})`).matches) ?? null,
  };
}

function fromAgent(): { brand: string; version: string } | undefined {
  const found = /(Firefox|Version|Chrome)\/(\d+)/.exec(navigator.userAgent);
  if (!found?.[1] || !found[2]) return undefined;
  return { brand: found[1] === "Version" ? "Safari" : found[1], version: found[2] };
}

function gpu(): string | null {
  const gl = document.createElement("canvas").getContext("webgl");
  if (!gl) return null;
  const more = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name === "string" ? name.slice(0, 200) : null;
}

/** A name that a person recognises in the list of their devices. */
export function deviceName(): string {
  const { brand, platform } = fingerprint();
  return [brand, platform].filter(Boolean).join(", ").slice(0, 80);
}
