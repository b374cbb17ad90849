"""The addresses carriers call."""

from django.urls import path

from pastoral.outbox.hooks import views

app_name = "hooks"
urlpatterns = [
    path("<str:hook_key>/notify/receipts/", views.notify_receipts, name="notify-receipts"),
    path("<str:hook_key>/notify/inbound/", views.notify_inbound, name="notify-inbound"),
    path("<str:hook_key>/twilio/receipts/", views.twilio_receipts, name="twilio-receipts"),
    path("<str:hook_key>/twilio/inbound/", views.twilio_inbound, name="twilio-inbound"),
]
