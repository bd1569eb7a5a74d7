"""The money's routes, mounted under /v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from billing.api import views

urlpatterns: list[URLPattern] = [
    path("price-book", views.PriceBookView.as_view()),
    path("budgets", views.BudgetsView.as_view()),
    path("budgets/<str:budget_id>", views.BudgetView.as_view()),
    path("holds", views.HoldsView.as_view()),
    path("meter-events", views.MeterEventsView.as_view()),
    path("invoices", views.InvoicesView.as_view()),
    path("invoices/<str:invoice_id>", views.InvoiceView.as_view()),
    path("costs", views.CostsView.as_view()),
]
