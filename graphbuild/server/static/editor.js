"use strict";
// Puts the SPARQL editor in the place of the text field, which it leaves in charge of the form.
(() => {
  const form = document.getElementById("ask"), area = document.getElementById("query"), place = document.getElementById("editor");
  // The editor's grammar knows the prefixes that the server declares.
  const grammar = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...given) => {
    const mode = grammar(...given), begin = mode.startState;
    mode.startState = (...at) => {
      const state = begin(...at);
      Object.assign(state.prefixes, JSON.parse(place.dataset.prefixes));
      return state;
    };
    return mode;
  });

  place.hidden = false;
  area.hidden = true;
  const send = () => { area.value = editor.getValue(); form.requestSubmit(); };
  const editor = new Yasqe(place, {
    value: area.value, autocompleters: [], consumeShareLink: null, createShareableLink: null, persistenceId: null,
    showQueryButton: false, resizeable: false, lineWrapping: true, tabSize: 2,
    extraKeys: { "Ctrl-Enter": send, "Cmd-Enter": send, Tab: false, "Shift-Tab": false },
  });
  form.addEventListener("submit", () => { area.value = editor.getValue(); });
  document.documentElement.dataset.editor = "ready";
})();
