"""The checklists of the two synthetic products, as data for `checklist`.

A step starts no earlier than the steps it depends on end, on the same scale of shares.
"""

from implementation.examples.checklist import Step

SCRIBE_STEPS = (
    Step("scope", "Agree scope, seats and first wave", "governance", "initiate", "joint",
         0, 0.08, "lead", "project_management", 1.0, 0.6, barrier="resourcing", in_pilot=True),
    Step("security", "Pass the security and privacy review", "governance", "initiate", "customer",
         0.08, 0.3, "lead", "governance", 0.7, 1.2, ("scope",), "live", "regulation", in_pilot=True),
    Step("visit", "Walk the visit workflow with clinicians", "change_management", "discovery", "joint",
         0.08, 0.22, "trainer", "change_management", 1.4, 0.4, ("scope",), barrier="workflow"),
    Step("baseline", "Take the baseline from the customer's own report", "data", "discovery", "joint",
         0.1, 0.25, "analyst", "data", 0.4, 0.9, ("scope",), barrier="data"),
    Step("writeback", "Agree where and how notes are written back", "integration", "discovery", "joint",
         0.22, 0.35, "engineer", "integration", 0.9, 0.9, ("visit",)),
    Step("interface", "Build the interface in the test system", "integration", "build", "vendor",
         0.35, 0.55, "engineer", "integration", 0.6, 3.2, ("security", "writeback"), in_pilot=True),
    Step("templates", "Set up note templates by specialty", "integration", "build", "vendor",
         0.3, 0.5, "engineer", "configuration", 0.5, 1.8, ("visit",), barrier="workflow"),
    Step("champions", "Name and brief a champion in each clinic", "change_management", "train", "customer",
         0.45, 0.6, "trainer", "change_management", 0.8, 0.3, ("visit",), barrier="trust", optional=True),
    Step("roundtrip", "Test the round trip, failures included", "integration", "test", "joint",
         0.55, 0.72, "engineer", "integration", 1.2, 1.6, ("interface", "templates"), "live", in_pilot=True),
    Step("quality", "Check draft notes on local visits", "data", "test", "joint",
         0.55, 0.75, "analyst", "data", 0.8, 1.3, ("templates",), "live", "trust"),
    Step("training", "Train the first wave", "training", "train", "joint",
         0.72, 0.93, "trainer", "training", 3.0, 0.8, ("roundtrip",), barrier="workflow", in_pilot=True),
    Step("decision", "Decide go or no-go", "governance", "readiness", "joint",
         0.93, 0.97, "lead", "governance", 0.6, 0.4, ("security", "roundtrip", "quality", "training"),
         "live", "trust"),
    Step("switch", "Switch on and run the smoke test", "integration", "go_live", "vendor",
         0.97, 1, "engineer", "integration", 0.6, 0.5, ("decision", "roundtrip"), "live", in_pilot=True),
    Step("elbow", "Support clinicians at the elbow", "training", "hypercare", "vendor",
         1.03, 1.6, "support", "at_elbow", 4.0, 0.6, ("switch",), barrier="trust", in_pilot=True),
    Step("exit", "Agree that hypercare ends and support takes over", "governance", "handover", "joint",
         1.8, 2, "support", "support", 0.5, 0.6, ("elbow",), "handover", "workflow"),
)  # fmt: skip

TRIAGE_STEPS = (
    Step("scope", "Agree findings, scanners and readers in scope", "governance", "initiate", "joint",
         0, 0.08, "lead", "project_management", 0.8, 0.6, barrier="resourcing", in_pilot=True),
    Step("approval", "Pass the AI committee and the safety case", "governance", "initiate", "customer",
         0.08, 0.35, "lead", "governance", 0.8, 1.4, ("scope",), "live", "regulation", in_pilot=True),
    Step("reading", "Observe how the reading list is worked off", "change_management", "discovery", "joint",
         0.08, 0.2, "trainer", "change_management", 1.0, 0.3, ("scope",), barrier="workflow"),
    Step("routing", "Draw the image routes from scanner to archive", "integration", "discovery", "joint",
         0.1, 0.28, "engineer", "integration", 0.9, 1.0, ("scope",)),
    Step("node", "Install and connect the image node", "integration", "build", "vendor",
         0.28, 0.45, "engineer", "integration", 0.6, 2.6, ("routing",), barrier="technology", in_pilot=True),
    Step("worklist", "Set priorities in the reading list", "integration", "build", "vendor",
         0.35, 0.5, "engineer", "configuration", 0.4, 1.8, ("reading", "approval"), barrier="workflow"),
    Step("sample", "Collect the local sample for validation", "data", "test", "customer",
         0.35, 0.5, "analyst", "data", 0.5, 1.2, ("approval",), barrier="data"),
    Step("silent", "Run silently and compare with the readers", "data", "test", "joint",
         0.5, 0.74, "analyst", "data", 0.8, 2.2, ("node", "sample"), "live", "trust", in_pilot=True),
    Step("results", "Present local results to the readers", "change_management", "test", "joint",
         0.74, 0.8, "analyst", "change_management", 0.9, 0.4, ("silent",), barrier="trust", optional=True),
    Step("training", "Train readers and referrers", "training", "train", "joint",
         0.75, 0.92, "trainer", "training", 1.6, 0.6, ("worklist", "silent"), barrier="workflow",
         in_pilot=True),
    Step("decision", "Decide go or no-go", "governance", "readiness", "joint",
         0.92, 0.97, "lead", "governance", 0.5, 0.4, ("approval", "silent", "training"), "live", "trust"),
    Step("switch", "Show priorities to the readers", "integration", "go_live", "vendor",
         0.97, 1, "engineer", "integration", 0.5, 0.6, ("decision", "worklist"), "live", in_pilot=True),
    Step("elbow", "Sit in with the readers", "training", "hypercare", "vendor",
         1.03, 1.6, "support", "at_elbow", 1.6, 0.5, ("switch",), barrier="trust", in_pilot=True),
    Step("exit", "Agree that hypercare ends and support takes over", "governance", "handover", "joint",
         1.8, 2, "support", "support", 0.4, 0.6, ("elbow",), "handover", "workflow"),
)  # fmt: skip

STEPS = {"scribe": SCRIBE_STEPS, "triage": TRIAGE_STEPS}
