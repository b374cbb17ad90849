"""The addresses of the outbox."""

from django.urls import path

from pastoral.outbox import views
from pastoral.outbox.carrying import views as carrying
from pastoral.outbox.translations import views as words

app_name = "outbox"
urlpatterns = [
    path("", views.message_list, name="list"),
    path("<uuid:message_id>/settle/", views.message_settle, name="settle"),
    path("<uuid:message_id>/try-again/", views.message_try_again, name="try-again"),
    path("carrier/", carrying.carrier_page, name="carrier"),
    path("carrier/try/", carrying.carrier_try, name="carrier-try"),
    path("words/", words.word_list, name="words"),
    path("words/of/<slug:key>/", words.word_message, name="word-message"),
    path("words/in/<slug:language>/", words.word_language, name="word-language"),
    path("words/read/<uuid:template_id>/", words.word_approve, name="word-approve"),
    path("words/take-back/<uuid:approval_id>/", words.word_withdraw, name="word-withdraw"),
    path(
        "words/of/<slug:key>/<slug:language>/<slug:channel>/own/", words.word_own, name="word-own"
    ),
]
