"""The parts of docs/domain.md that are written from the code: states, clocks, dossiers."""

from django.utils import translation

from communities import deadlines as contracts
from communities.dossiers import domain_docs as dossiers_docs
from communities.handovers import workflow as handovers
from communities.handovers.choices import State as Handover
from disputes import deadlines
from disputes.choices import State
from disputes.workflow import WORKFLOW
from puyang_property.core import counted

CONFIDENCE = {
    "V": "law, read",
    "V2": "law, second hand",
    "M": "from memory: setting",
    "U": "policy: setting",
}


def handover_diagram():
    """Return the life of an exit handover as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {handovers.WORKFLOW.initial}: announce"]
    for step in handovers.WORKFLOW.transitions:
        for state in Handover:
            if step.leaves(state):
                lines.append(f"    {state.value} --> {step.target}: {step.slug}")
    final = handovers.WORKFLOW.final
    lines += [f"    {state.value} --> [*]" for state in Handover if state in final]
    return "\n".join(lines)


def state_diagram():
    """Return the workflow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {WORKFLOW.initial}: file"]
    for transition in WORKFLOW.transitions:
        for state in State:
            if not transition.leaves(state):
                continue
            for target in [transition.target] if transition.target else _came_from():
                lines.append(f"    {state.value} --> {target}: {transition.slug}")
    lines += [f"    {state.value} --> [*]" for state in State if state in WORKFLOW.final]
    return "\n".join(lines)


def _came_from():
    """Return the states that a suspended case goes back to."""
    return [state.value for state in State if WORKFLOW["suspend"].leaves(state)]


def clock_table():
    """Return the clocks as a Markdown table, with basis and confidence."""
    with translation.override("en"):
        rows = [_clock(spec) for spec in (*deadlines.SPECS, *contracts.SPECS)]
    head = (
        "| rule | what | length | at most longer | basis | confidence |\n|---|---|---|---|---|---|"
    )
    return "\n".join([head, *rows])


def _clock(spec):
    length = counted.amount(spec.length, spec.unit)
    longer = (
        counted.amount(spec.extension_length, spec.extension_unit or spec.unit)
        if spec.extensions
        else "—"
    )
    sure = f"{spec.confidence}: {CONFIDENCE[spec.confidence]}"
    return f"| `{spec.code}` | {spec.name_en} | {length} | {longer} | {spec.basis_en} | {sure} |"


def parts():
    """Return name of the part → text, as it must stand between its marks in docs/domain.md."""
    own = {
        "states": f"```mermaid\n{state_diagram()}\n```",
        "handover states": f"```mermaid\n{handover_diagram()}\n```",
        "clocks": clock_table(),
    }
    return own | dossiers_docs.parts()


def written(text):
    """Return `text`, the page, with its generated parts brought up to date."""
    for name, part in parts().items():
        start, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, _mark, rest = text.partition(start)
        _old, _mark, after = rest.partition(end)
        text = f"{before}{start}{part}{end}{after}"
    return text
