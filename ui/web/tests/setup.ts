// The modules under test ask the browser for a language and a theme when they load.
const kept = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  },
  document: { documentElement: { lang: "", dataset: {} } },
});
Object.assign(globalThis, { location: { hash: "", origin: "http://desk.example" }, addEventListener: () => {} });
// Older Node has none.
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { language: "en", languages: ["en"] } });
