// What is shown where the page could not start. Its words are in index.html, in
// both languages, since the catalogue may be what did not come; the style sheet
// shows them also where no script came at all.

/** Says why the page did not start, and offers to try again. @param {any} error */
export function showStartFault(error) {
  const why = document.getElementById("start-why");
  if (why) why.textContent = String(error?.message ?? error);
  document.getElementById("start-again")?.addEventListener("click", (e) => {
    e.preventDefault();
    location.reload(); // keeps what the address says
  });
  document.documentElement.dataset.state = "failed";
}
