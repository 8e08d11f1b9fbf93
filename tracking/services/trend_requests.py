"""Trends as of days that nobody computed yet: taking the requests, and computing them in the background."""

import logging
from datetime import date, datetime, timedelta

from django.db.models import F

from implementation.http.problems import Problem
from tracking.cohorts import By, by_of
from tracking.models import TrendRequest
from tracking.services.bring_up_to_date import bring_past_up_to_date
from tracking.services.halving import halved
