"""The fields of cooperation by which projects of different bodies can be put side by side.

The ten under which Korea's association of governors counts the exchanges of local governments; a classification
next to a body's own areas.
"""

from enum import StrEnum


class Field(StrEnum):
    ADMINISTRATION = "administration"
    HUMAN_NETWORKS = "human_networks"
    CULTURE_AND_ART = "culture_and_art"
    TOURISM = "tourism"
    YOUTH_EXCHANGE = "youth_exchange"
    SPORTS = "sports"
    ACADEMIA_AND_TECHNOLOGY = "academia_and_technology"
    ECONOMY = "economy"
    CIVIC_EXCHANGE = "civic_exchange"
    SYMBOL_PROJECTS = "symbol_projects"
