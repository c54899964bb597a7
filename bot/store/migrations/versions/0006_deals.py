"""Deals with their steps and parties; stories that were split off from others.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stories", sa.Column("split_from", sa.String(), nullable=True))
    op.add_column("stories", sa.Column("split_since", sa.Integer(), nullable=True))
    op.create_index("ix_stories_split_from", "stories", ["split_from"])
    op.create_table(
        "deals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("last_changed", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deals"),
    )
    op.create_index("ix_deals_programme", "deals", ["programme"])
    op.create_table(
        "deal_parties",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("country", "deal_id", name="pk_deal_parties"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_deal_parties_deal_id_deals"),
    )
    op.create_index("ix_deal_parties_deal_id", "deal_parties", ["deal_id"])
    op.create_table(
        "deal_steps",
        sa.Column("story_id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_deal_steps"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_deal_steps_story_id_stories"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_deal_steps_deal_id_deals"),
    )
    op.create_index("ix_deal_steps_programme", "deal_steps", ["programme"])


def downgrade() -> None:
    for table in ("deal_steps", "deal_parties", "deals"):
        op.drop_table(table)
    op.drop_index("ix_stories_split_from", "stories")
    for column in ("split_since", "split_from"):
        op.drop_column("stories", column)
