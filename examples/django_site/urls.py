"""The routes: two pages of the site, and Django's admin as it comes."""

from django.contrib import admin
from django.urls import path

from examples.django_site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("plots/<int:number>/", views.plot, name="plot"),
    path("statistics/", views.statistics, name="statistics"),
    path("admin/", admin.site.urls),
]
