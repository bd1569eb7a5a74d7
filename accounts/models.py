"""Studios, the people in them, and their keys."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned


class Studio(models.Model):
    """The tenant. Test studios behave alike but their invoices are never issued; their keys read `sw_test_`."""

    class Mode(models.TextChoices):
        LIVE = "live"
        TEST = "test"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("stu"), editable=False)
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.LIVE)
    currency = models.CharField(max_length=3, default="CNY")
    legal_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="studio_mode_known"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="studio_currency_iso4217"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, who may be a member of several studios."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("usr"), editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=7, default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.email


__all__ = ["Studio", "StudioOwned", "User"]
