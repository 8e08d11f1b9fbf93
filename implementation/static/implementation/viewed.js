// Tells that somebody looks at the page, once it is really seen: scanners of mail fetch pages, but look at none.
(() => {
  const address = document.getElementById("viewed").dataset.address;
  const tell = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", tell);
    fetch(address, { method: "POST", credentials: "omit", keepalive: true }).catch(() => {});
  };
  document.addEventListener("visibilitychange", tell);
  tell();
})();
