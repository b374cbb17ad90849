{% load static %}// Names this version's files; what it does is in static/js/visits/worker.js.
self.ALONGSIDE = {
  files: "{% get_static_prefix %}",
  style: "{% static 'css/alongside.css' %}",
  assets: [
    "{% static 'vendor/nunito/nunito.css' %}",
    "{% static 'vendor/nunito/nunito-latin-wght-normal.woff2' %}",
    "{% static 'vendor/bootstrap/bootstrap.min.css' %}",
    "{% static 'vendor/bootstrap-icons/sprite.svg' %}",
    "{% static 'vendor/idb/umd.js' %}",
    "{% static 'css/alongside.css' %}",
    "{% static 'img/favicon.svg' %}",
    "{% static 'js/alongside.js' %}",
    "{% static 'js/visits/store.js' %}",
    "{% static 'js/visits/leaving.js' %}",
    "{% static 'js/visits/visits.js' %}",
    "{% static 'js/visits/presses.js' %}",
    "{% static 'js/visits/drafts.js' %}",
  ],
};
// A new file is a new name, and so a new store.
self.ALONGSIDE.cache = `alongside-${[...self.ALONGSIDE.assets.join()].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) | 0, 7)}`;
importScripts(
  "{% static 'vendor/idb/umd.js' %}",
  "{% static 'js/visits/store.js' %}",
  "{% static 'js/visits/worker.js' %}",
);
