{% load static %}// Names this version's files; what it does is in static/js/phone/worker.js.
// Takes: pages, as regular expressions of what may be kept; scope; home and its word; what it has.
self.ALONGSIDE = {
  files: "{% get_static_prefix %}",
  style: "{% static 'css/alongside.css' %}",
  pages: /{{ pages|safe }}/,
  home: "{{ home }}",
  homeWord: "{{ home_word }}",
  has: "{{ has }}",
  assets: [
    "{% static 'vendor/nunito/nunito.css' %}",
    "{% static 'vendor/nunito/nunito-latin-wght-normal.woff2' %}",
    "{% static 'vendor/bootstrap/bootstrap.min.css' %}",
    "{% static 'vendor/bootstrap-icons/sprite.svg' %}",
    "{% static 'vendor/idb/umd.js' %}",
    "{% static 'django_htmx/htmx-2.min.js' %}",
    "{% static 'css/alongside.css' %}",
    "{% static 'img/favicon.svg' %}",
    "{% static 'js/alongside.js' %}",
    "{% static 'js/phone/store.js' %}",
    "{% static 'js/phone/leaving.js' %}",
    "{% static 'js/phone/road.js' %}",
    "{% static 'js/visits/visits.js' %}",
    "{% static 'js/visits/presses.js' %}",
    "{% static 'js/visits/drafts.js' %}",
    "{% static 'js/afternoons/register.js' %}",
  ],
};
// A new file is a new name, and so a new store; both workers name the same, and share one.
self.ALONGSIDE.cache = `alongside-${[...self.ALONGSIDE.assets.join()].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) | 0, 7)}`;
importScripts(
  "{% static 'vendor/idb/umd.js' %}",
  "{% static 'js/phone/store.js' %}",
  "{% static 'js/phone/worker.js' %}",
);
