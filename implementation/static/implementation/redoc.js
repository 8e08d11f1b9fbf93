// Redoc's menu asks its maker's server for a logo. The page's policy refuses that, and the browser would complain:
// so it is not asked for. Loaded before Redoc.
(() => {
  const nothing = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
  const own = (address) => (String(address).startsWith("https://cdn.redoc.ly/") ? nothing : address);
  const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
  Object.defineProperty(HTMLImageElement.prototype, "src", {
    ...source,
    set(address) {
      source.set.call(this, own(address));
    },
  });
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    set.call(this, name, this instanceof HTMLImageElement && name === "src" ? own(value) : value);
  };
})();
