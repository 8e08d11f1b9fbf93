"""Exports as other tools write them, with invented rows: a plan, issues, a board, time sheets."""

PLAN = """\
Row ID,Task Name,Workstream,Project ID,Assigned To,Start Date,Finish,Actual Finish,Status,Predecessors,Comments
1,Kickoff meeting,Governance,G1,ann@vendor.test,01/08/24,01/08/24,01/08/24,Complete,,
2,Interface build,Interface Build,G1,bo@vendor.test,01/15/24,02/23/24,02/27/24,Complete,1FS +5d,late by two days
3,Data mapping,Data Migration,G1,bo@vendor.test,01/22/24,02/09/24,,On Hold,1,waiting for extracts
4,End user training,Training,G1,cy@vendor.test,03/04/24,03/15/24,,Not Started,"2FS, 3FS",
"""
ISSUES = """\
Issue key;Issue Type;Summary;Component/s;Project key;Assignee;Status;Created;Due Date;Resolved;Blocked by
IMP-1;Task;Map problem list;Data;G1;Dana Example;Closed;03/Jan/24 9:12 AM;19/Jan/24;17/Jan/24 4:40 PM;
IMP-2;Task;Single sign-on;Integration;G1;Eli Example;In Review;04/Jan/24 8:00 AM;26/Jan/24;;IMP-1
IMP-3;Task;Security review;Security;G1;;To Do;04/Jan/24 8:01 AM;02/Feb/24;;
"""
TIME_SHEET = """\
Date,Client,Project Code,Task,Notes,Hours,Billable?,First Name,Last Name,Billable Rate
13/02/2024,St. Elsewhere,G1,Project Admin,weekly status,1.5,Yes,Ann,Example,150
13/02/2024,St. Elsewhere,G1,User Training,,3.25,Yes,Bo,Example,150
14/02/2024,St. Elsewhere,G1,Programming,,7,No,Bo,Example,0
14/02/2024,St. Elsewhere,G1,Programming,,7,No,Bo,Example,0
"""
BOARD = """\
Task ID,Created At,Completed At,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Projects,Status
1201,2024-01-08,2024-02-03,Connect the ADT feed,Interfaces,Ann,ann@vendor.test,,2024-02-01,,G1,Completed
1202,2024-01-08,,Train the nurses,Training,Bo,bo@vendor.test,2024-02-26,2024-03-01,,G1,In Progress
1203,2024-01-09,,Privacy review,Governance,,,,,,G1,Not Started
"""
TRACKED = """\
User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags
Ann,ann@vendor.test,St. Elsewhere,G1,,on site,Yes,2024-02-13,09:00:00,2024-02-13,10:30:00,01:30:00,Floor Support
"""
