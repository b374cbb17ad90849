"""The addresses of texts that came in, and of what goes out by hand."""

from django.urls import path

from pastoral.replies.views import by_hand, inbox, letters

app_name = "replies"
urlpatterns = [
    path("in/", inbox.text_list, name="texts"),
    path("in/<uuid:text_id>/", inbox.text_read, name="text"),
    path("in/<uuid:text_id>/record/", inbox.text_record, name="record"),
    path("in/<uuid:text_id>/nothing/", inbox.text_nothing, name="nothing"),
    path("by-hand/", by_hand.by_hand_list, name="by-hand"),
    path("by-hand/<uuid:message_id>/called/", by_hand.called, name="called"),
    path("by-hand/<uuid:message_id>/given/", by_hand.given, name="given"),
    path("by-hand/<uuid:message_id>/drop/", by_hand.dropped, name="drop"),
    path("by-hand/<uuid:message_id>/letter/", letters.letter_ready, name="letter-ready"),
    path("by-hand/letters/<uuid:afternoon_id>/", letters.letter_page, name="letters"),
    path("by-hand/letters/<uuid:afternoon_id>/pdf/", letters.letter_pdf, name="letters-pdf"),
    path("by-hand/letters/<uuid:afternoon_id>/ready/", letters.letters_ready, name="letters-ready"),
]
