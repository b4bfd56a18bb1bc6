//! The scenarios. A new one is one entry here.

use super::{Event, Scenario, Step, Wanted};

const fn once(event: Event) -> Wanted {
    times(1, event)
}

const fn times(times: usize, event: Event) -> Wanted {
    Wanted { event, times, after: None }
}

/// Each of them after one of the other.
const fn each_after(before: Event, wanted: Wanted) -> Wanted {
    Wanted { after: Some(before), ..wanted }
}

const ASSIGN_ONE: Step = Step {
    tell: "Assign one person who was never provisioned before to the application.",
    wanted: &[each_after(Event::UserLookedUp, once(Event::UserCreated))],
    unwanted: &[Event::UserDeleted],
};

const UNASSIGN: Step = Step {
    tell: "Take the application away from that person, or disable the person.",
    wanted: &[once(Event::UserDeactivated)],
    unwanted: &[Event::UserDeleted, Event::UserCreated],
};

/// All scenarios.
pub static SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "onboarding",
        title: "a new employee gets an account",
        holds: &[],
        steps: &[ASSIGN_ONE],
    },
    Scenario {
        name: "change-of-name",
        title: "somebody has another name and keeps the account",
        holds: &[],
        steps: &[
            ASSIGN_ONE,
            Step {
                tell: "Change the family name of that person, and the user name too if it follows from it.",
                wanted: &[once(Event::UserRenamed)],
                unwanted: &[Event::UserCreated, Event::UserDeleted, Event::UserDeactivated],
            },
        ],
    },
    Scenario {
        name: "leaver",
        title: "somebody leaves and cannot sign in any more",
        holds: &[],
        steps: &[ASSIGN_ONE, UNASSIGN],
    },
    Scenario {
        name: "returner",
        title: "somebody comes back and gets the old account",
        holds: &[],
        steps: &[
            ASSIGN_ONE,
            UNASSIGN,
            Step {
                tell: "Assign the same person to the application again.",
                wanted: &[once(Event::UserActivated)],
                unwanted: &[Event::UserCreated, Event::UserDeleted],
            },
        ],
    },
    Scenario {
        name: "group-push",
        title: "a group is pushed with the people in it",
        holds: &[],
        steps: &[
            Step {
                tell: "Assign two people to the application.",
                wanted: &[each_after(Event::UserLookedUp, times(2, Event::UserCreated))],
                unwanted: &[Event::UserDeleted, Event::GroupCreated],
            },
            Step {
                tell: "Push a group that has both of them as members.",
                wanted: &[once(Event::GroupCreated), times(2, Event::MemberAdded)],
                unwanted: &[Event::UserDeleted, Event::UserDeactivated, Event::GroupDeleted],
            },
        ],
    },
    Scenario {
        name: "move",
        title: "somebody moves to another group",
        holds: &[],
        steps: &[
            ASSIGN_ONE,
            Step {
                tell: "Push two groups; the person is a member of the first.",
                wanted: &[times(2, Event::GroupCreated), once(Event::MemberAdded)],
                unwanted: &[Event::UserDeleted, Event::UserDeactivated],
            },
            Step {
                tell: "Move the person from the first group to the second.",
                wanted: &[once(Event::MemberRemoved), once(Event::MemberAdded)],
                unwanted: &[
                    Event::UserDeleted,
                    Event::UserDeactivated,
                    Event::GroupDeleted,
                    Event::GroupCreated,
                ],
            },
        ],
    },
    Scenario {
        name: "migration",
        title: "another identity provider takes over people who have accounts",
        holds: &[
            r#"{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada@moved.example", "externalId": "old-1", "displayName": "Ada Moved", "active": false, "emails": [{"value": "ada@moved.example", "type": "work", "primary": true}]}"#,
            r#"{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ben@moved.example", "externalId": "old-2", "displayName": "Ben Moved", "active": false, "emails": [{"value": "ben@moved.example", "type": "work", "primary": true}]}"#,
        ],
        steps: &[Step {
            tell: "Two people have suspended accounts from the old provider: `ada@moved.example` and `ben@moved.example`. Assign people with these user names in the new one.",
            wanted: &[each_after(Event::UserLookedUp, times(2, Event::UserActivated))],
            unwanted: &[Event::UserCreated, Event::UserDeleted],
        }],
    },
    Scenario {
        name: "mass-onboarding",
        title: "fifty people get accounts at once",
        holds: &[],
        steps: &[Step {
            tell: "Assign fifty people to the application at once, as by a group.",
            wanted: &[each_after(Event::UserLookedUp, times(50, Event::UserCreated))],
            unwanted: &[Event::UserDeleted, Event::UserDeactivated],
        }],
    },
];
