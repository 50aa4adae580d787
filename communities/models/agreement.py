"""The kind of a compound and its open period agree: the database asks at every commit."""

import pgtrigger

DISAGREE = """
    IF EXISTS (SELECT 1 FROM communities_community WHERE id = {compound})
    AND NOT EXISTS (
        SELECT 1 FROM communities_kindperiod p
        JOIN communities_community c ON c.id = p.community_id AND c.kind = p.kind
        WHERE p.community_id = {compound} AND p.ends_on IS NULL
    ) THEN
        RAISE EXCEPTION 'The kind of compound % and its open period disagree.', {compound}
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def kind_agrees(name, operation, compound):
    """Return the trigger that refuses a commit after which kind and open period differ.

    compound: the id of the compound, in the words of the trigger.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=DISAGREE.format(compound=compound),
    )
