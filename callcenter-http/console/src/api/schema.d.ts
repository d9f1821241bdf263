// Made by `npm run api` from the server's /openapi.json. Not to be edited.
export interface paths {
    "/api/agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/agents`. */
        get: operations["get_api_agent"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/{agent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/agents/{agent}`. */
        get: operations["get_api_agent_agent"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_agent_agent"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_agent_agent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Agents as they stand, by their key, each with today's figures: those who are defined here, and those who were seen in a
         *     queue.
         */
        get: operations["get_api_agents"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_agents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An agent as he stands, with figures of today and of all times. */
        get: operations["get_api_agents_agent"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_agents_agent"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_agents_agent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an agent did, the latest first: signed in, ready, paused and why, wrap-up, ringing, talking. An agent sees his own. */
        get: operations["get_api_agents_agent_activities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/definition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One, as it is defined; its revision is the `ETag`. */
        get: operations["get_api_agents_agent_definition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which extensions an agent had and when, the latest first, 500 at most; also of agents that are gone. */
        get: operations["get_api_agents_agent_extensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs the agent in: a member of queues from now on. */
        post: operations["post_api_agents_agent_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs the agent out of queues. */
        post: operations["post_api_agents_agent_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/not-ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pauses the agent. */
        post: operations["post_api_agents_agent_not_ready"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the agent's pause, and wrap-up. */
        post: operations["post_api_agents_agent_ready"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{agent}/wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the agent time for work after the call, until he is ready again. */
        post: operations["post_api_agents_agent_wrap_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, and the agent that he is, as he stands. */
        get: operations["get_api_agents_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done, the latest first. */
        get: operations["get_api_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in. The cookie of the answer is the session; `csrf` is to be sent as `X-CSRF-Token` with whatever changes something. */
        post: operations["post_api_auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs out: the session is over, here and in every other tab. */
        post: operations["post_api_auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in, and what he may. */
        get: operations["get_api_auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which ways there are to log in. */
        get: operations["get_api_auth_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the identity provider sends browsers back to. Whoever it vouches for, and is a user here, is in: the cookie of the
         *     answer is the session, and `GET /api/auth/me` tells its `csrf`.
         */
        get: operations["get_api_auth_oidc_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oidc/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Begins a login at the identity provider: sends the browser there. */
        get: operations["get_api_auth_oidc_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's own password. Every session ends; this one goes on under another cookie, and another `csrf`. */
        post: operations["post_api_auth_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Registers an agent's account. Only while `development = true` stands in the configuration; else it is not there. */
        post: operations["post_api_auth_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own sessions. */
        get: operations["get_api_auth_sessions"];
        put?: never;
        post?: never;
        /** Logs out everywhere, here too. */
        delete: operations["delete_api_auth_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of one's own sessions. */
        delete: operations["delete_api_auth_sessions_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the first administrator, with the token that the server printed when it started, and logs in. */
        post: operations["post_api_auth_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/calls`. */
        get: operations["get_api_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/call/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/calls/{id}`. */
        get: operations["get_api_call_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls, the newest first: those that are over and those that live. An agent sees his own. */
        get: operations["get_api_calls"];
        put?: never;
        /** Calls somebody: the own phone rings first, and when it is answered the other one is called. */
        post: operations["post_api_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A call's record, by its identity or linkedid: from the engine while it lives, else from the store. */
        get: operations["get_api_calls_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers what rings, on phones that let themselves be told so. */
        post: operations["post_api_calls_id_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/barge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Speaks to both. */
        post: operations["post_api_calls_id_barge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be done about a call now, and why not something else. */
        get: operations["get_api_calls_id_capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of who is in a call: the customer, what was before, and sources that are away. */
        get: operations["get_api_calls_id_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is known of a call: record, legs, bridge segments, way through the dialplan, who had the caller, timeline. */
        get: operations["get_api_calls_id_details"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/disposition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says what a call was about. Each agent who took part says it for himself; the latest word counts. */
        put: operations["put_api_calls_id_disposition"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/dtmf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends keys to the other side. */
        post: operations["post_api_calls_id_dtmf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/hangup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the leg, and so usually the call. */
        post: operations["post_api_calls_id_hangup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the other side on hold. */
        post: operations["post_api_calls_id_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/listen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Listens, unheard by both. */
        post: operations["post_api_calls_id_listen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the caller elsewhere in the dialplan; whoever talks with him is left. */
        post: operations["post_api_calls_id_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Silences the leg: the other side does not hear its party, nor does a recording. */
        post: operations["post_api_calls_id_mute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What people added to a call: what it was about, and notes. */
        get: operations["get_api_calls_id_notes"];
        put?: never;
        /** Adds a note to a call. */
        post: operations["post_api_calls_id_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/park": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Parks the other side. */
        post: operations["post_api_calls_id_park"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/pickup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers with the own phone what rings elsewhere for this call. */
        post: operations["post_api_calls_id_pickup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/record/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Silences the recording: for what must not be recorded. */
        post: operations["post_api_calls_id_record_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/record/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records again. */
        post: operations["post_api_calls_id_record_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/record/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins to record the call. */
        post: operations["post_api_calls_id_record_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/record/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops recording. */
        post: operations["post_api_calls_id_record_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recordings of a call, also of one that lives. */
        get: operations["get_api_calls_id_recordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/retrieve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a parked call up again with the own phone, which is called for it. */
        post: operations["post_api_calls_id_retrieve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/takeover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the call over from the agent who has it, with the own phone, which is called for it. */
        post: operations["post_api_calls_id_takeover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the other side to somebody else. */
        post: operations["post_api_calls_id_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/transfer/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an attended transfer back that is not complete. */
        post: operations["post_api_calls_id_transfer_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/transfer/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Completes an attended transfer: who transfers leaves. */
        post: operations["post_api_calls_id_transfer_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/transfer/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings all three of an attended transfer together. */
        post: operations["post_api_calls_id_transfer_merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/transfer/swap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes to the other party of an attended transfer, and back. */
        post: operations["post_api_calls_id_transfer_swap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/unhold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the other side back. */
        post: operations["post_api_calls_id_unhold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/unmute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the leg be heard again. */
        post: operations["post_api_calls_id_unmute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/whisper": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Speaks to the agent, unheard by the other side. */
        post: operations["post_api_calls_id_whisper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls, or what belongs to them, as a file. It is sent while it is made: a file that breaks off was not whole. */
        get: operations["get_api_calls_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calls that live now, in order of their beginning. An agent sees his own. */
        get: operations["get_api_calls_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/today-stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Today's calls by direction and status, those that live included; exact at every moment, also after a restart. */
        get: operations["get_api_calls_today_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files that are made of what is defined, and what would change on the disk. Secrets are hidden. */
        get: operations["get_api_configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configuration/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes the files, has the switch read them, and looks whether it did. What does not take is given back as it was. */
        post: operations["post_api_configuration_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configuration/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was applied, the latest first, 100 at most. */
        get: operations["get_api_configuration_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configuration/house": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What holds for the whole house: trunk, emergency numbers, how browsers reach the switch. */
        get: operations["get_api_configuration_house"];
        /** Changes what holds for the whole house. */
        put: operations["put_api_configuration_house"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts to call with a click: agents, extensions, customers. */
        get: operations["get_api_contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers, by name. */
        get: operations["get_api_customers"];
        put?: never;
        /** Puts a customer in. */
        post: operations["post_api_customers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A customer. */
        get: operations["get_api_customers_id"];
        /** Puts something else in a customer's place. With `If-Match` only if it is still as it was read; without, the last one wins. */
        put: operations["put_api_customers_id"];
        post?: never;
        /** Deletes a customer. Calls stay: `callcenter anonymise` makes the caller unknown in those too. */
        delete: operations["delete_api_customers_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a customer's note, which agents may. */
        put: operations["put_api_customers_id_note"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All customers as CSV, in which no text begins a formula; the import takes it again. */
        get: operations["get_api_customers_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes customers from a CSV file. Lines that are wrong are told with their numbers, the others are taken; the same file
         *     again changes nothing.
         */
        post: operations["post_api_customers_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has a number, in whatever way it is written. */
        get: operations["get_api_customers_lookup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that are defined, by name. */
        get: operations["get_api_definitions_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All extensions that are defined, by number; how they stand says `GET /api/extensions`. */
        get: operations["get_api_definitions_extensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that are defined, by name. */
        get: operations["get_api_definitions_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispositions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that are defined, by name. */
        get: operations["get_api_dispositions"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_dispositions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispositions/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One, as it is defined; its revision is the `ETag`. */
        get: operations["get_api_dispositions_code"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_dispositions_code"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_dispositions_code"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Examines the switch, as `callcenter doctor` does: its version, clock, privileges, filters, dialplan and endpoints. It takes
         *     some seconds, a minute at most. There is one examination at a time; whoever asks meanwhile is told what it finds. Nothing
         *     changes by it: while control is switched off only what reads is asked, else one event of its own is sent besides.
         */
        get: operations["get_api_doctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follows topics as server-sent events: the same messages as over the WebSocket, each as the data of an event. */
        get: operations["get_api_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Extensions by number: those that are defined here and those that were seen at the switch, each as it stands. */
        get: operations["get_api_extensions"];
        put?: never;
        /** Makes an extension. Its secret is in the answer, and is not shown again. */
        post: operations["post_api_extensions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/extensions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An extension as it is defined; its revision is the `ETag`. */
        get: operations["get_api_extensions_number"];
        /** Changes an extension: what is not said is as if it were new, but for its secret, which stays. Its number stays. */
        put: operations["put_api_extensions_number"];
        post?: never;
        /** Takes an extension away that nothing else needs, with its secret. */
        delete: operations["delete_api_extensions_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/extensions/{number}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What one's own phone logs in with: for the phone in the browser. Each time is written down. */
        post: operations["post_api_extensions_number_credentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/extensions/{number}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives an extension a new secret. It is in the answer, and is not shown again; it holds for the switch once the
         *     configuration is applied.
         */
        post: operations["post_api_extensions_number_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/extensions/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has the switch tell again which queues, devices and registrations it has. It answers when all of it was told. */
        post: operations["post_api_extensions_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ivrs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that are defined, by name. */
        get: operations["get_api_ivrs"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_ivrs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ivrs/{ivr}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One, as it is defined; its revision is the `ETag`. */
        get: operations["get_api_ivrs_ivr"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_ivrs_ivr"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_ivrs_ivr"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Work that takes its time, the latest first. */
        get: operations["get_api_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job, as it stands. */
        get: operations["get_api_jobs_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a job that works. What it had done so far is not kept as whole. */
        post: operations["post_api_jobs_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parking/{space}/retrieve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes up again what is parked in a space, with the own phone, which is called for it. */
        post: operations["post_api_parking_space_retrieve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pause-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that are defined, by name. */
        get: operations["get_api_pause_codes"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_pause_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pause-codes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One, as it is defined; its revision is the `ETag`. */
        get: operations["get_api_pause_codes_code"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_pause_codes_code"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_pause_codes_code"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/agent-extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents' extensions as they stand. */
        get: operations["get_api_pbx_agent_extensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the other side on hold. */
        post: operations["post_api_pbx_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Silences the own leg. */
        post: operations["post_api_pbx_mute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/originate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls somebody: the own phone rings first. */
        post: operations["post_api_pbx_originate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Queues as they stand; who waits is shown to supervisors. */
        get: operations["get_api_pbx_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/reporting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/reports`. */
        get: operations["get_api_pbx_reporting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls that live. An agent sees his own. */
        get: operations["get_api_pbx_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Transfers the other side. */
        post: operations["post_api_pbx_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/unhold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the other side back. */
        post: operations["post_api_pbx_unhold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pbx/unmute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the own leg be heard again. */
        post: operations["post_api_pbx_unmute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/queues`. */
        get: operations["get_api_queue"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/{queue}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/queues/{queue}`. */
        get: operations["get_api_queue_queue"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_queue_queue"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_queue_queue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Queues as they stand, by name, each with today's figures: those that are defined here, and those that the switch has. */
        get: operations["get_api_queues"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_queues"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues/{queue}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A queue as it stands: who waits, its members, today's figures, hour by hour too. */
        get: operations["get_api_queues_queue"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_queues_queue"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_queues_queue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues/{queue}/definition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One, as it is defined; its revision is the `ETag`. */
        get: operations["get_api_queues_queue_definition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recordings, the latest calls first. An agent sees those of his own calls. */
        get: operations["get_api_recordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a recording. */
        get: operations["get_api_recordings_id"];
        put?: never;
        post?: never;
        /** Removes the file of a recording. The call goes on telling that it was recorded, and by whom the file was removed. */
        delete: operations["delete_api_recordings_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recordings/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sound of a recording: all of it, or the range of bytes that is asked for. Every hearing is written down. */
        get: operations["get_api_recordings_id_audio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as `GET /api/reports`. */
        get: operations["get_api_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of queues, agents, teams, extensions, trunks or the floor: of any time, in any zone, by any step, compared with
         *     another time. What is not over is in it.
         */
        get: operations["get_api_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calls behind a figure, each with how much it adds; of what does not come from calls, the rows it is made of. */
        get: operations["get_api_reports_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each figure means, with its version. */
        get: operations["get_api_reports_definitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report as a file. */
        get: operations["get_api_reports_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is decided, section by section. */
        get: operations["get_api_settings"];
        /**
         * Decides otherwise. A section that is left out stays as it is, one that is given is replaced as a whole. Whether the switch is
         *     controlled, and which endpoints are trunks and extensions, holds when the link has been opened anew: a gap of a moment.
         */
        put: operations["put_api_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/found": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Endpoints that were seen, what each is taken for, and why. What is wrong is corrected in the settings, section `switch`. */
        get: operations["get_api_settings_found"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/reconclude": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Concludes history anew by how the switch is set up now, from what it said: trunks that were found to be extensions, for
         *     instance. What was concluded before stays beside it. It takes its time: look at the job.
         */
        post: operations["post_api_settings_reconclude"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that are defined, by name. */
        get: operations["get_api_teams"];
        put?: never;
        /** Makes one. */
        post: operations["post_api_teams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{team}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One, as it is defined; its revision is the `ETag`. */
        get: operations["get_api_teams_team"];
        /** Changes one: what is not said is as if it were new. Its name stays. */
        put: operations["put_api_teams_team"];
        post?: never;
        /** Takes one away that nothing else needs. */
        delete: operations["delete_api_teams_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own tokens; administrators see everybody's with `?all=true`. */
        get: operations["get_api_tokens"];
        put?: never;
        /** Makes a token of one's own. Its secret is in this answer and nowhere else. */
        post: operations["post_api_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a token: one's own; an administrator anybody's. */
        delete: operations["delete_api_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users by login. */
        get: operations["get_api_users"];
        put?: never;
        /** Makes a user. */
        post: operations["post_api_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user. */
        get: operations["get_api_users_id"];
        /** Changes a user, whole: what is left out is taken away, the password and the identity provider's subject aside. */
        put: operations["put_api_users_id"];
        post?: never;
        /** Removes a user, with sessions and tokens. */
        delete: operations["delete_api_users_id"];
        options?: never;
        head?: never;
        /** Changes some of a user; what is left out stays. */
        patch: operations["patch_api_users_id"];
        trace?: never;
    };
    "/api/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends every session of a user. */
        delete: operations["delete_api_users_id_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a ticket that opens the WebSocket or the events once: for browsers' sockets of other origins, which can neither
         *     send a header nor should put a token into an address.
         */
        post: operations["post_api_ws_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/agent/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logs an agent in: a member of his queues from now on. The user is logged in here already; the SIP credentials are checked,
         *     not kept.
         */
        post: operations["post_call_center_api_agent_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/agent/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs an agent out of all queues. */
        post: operations["post_call_center_api_agent_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/agent/not-ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pauses an agent. */
        post: operations["post_call_center_api_agent_not_ready"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/agent/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an agent ready. */
        post: operations["post_call_center_api_agent_ready"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/agent/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an agent stands, and for how long. */
        get: operations["get_call_center_api_agent_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/call/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the agent's phone to answer what rings. Not all phones let themselves be told. */
        post: operations["post_call_center_api_call_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/call/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hangs up. */
        post: operations["post_call_center_api_call_drop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/call/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the other side on hold. */
        post: operations["post_call_center_api_call_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/call/ringing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A browser says that it rings. Nothing follows from it: what rings is what the switch says, and where the two differ both
         *     are told.
         */
        post: operations["post_call_center_api_call_ringing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/call/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Transfers the other side. */
        post: operations["post_call_center_api_call_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/call/unhold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the other side back. */
        post: operations["post_call_center_api_call_unhold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/call-center/api/customer/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A customer by id, by what another program calls the customer, or by number (F-234). */
        get: operations["get_call_center_api_customer_customer_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page that shows this description and lets everything be tried. */
        get: operations["get_docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/docs.css": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page's style. */
        get: operations["get_docs_docs_css"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/docs.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page's script. */
        get: operations["get_docs_docs_js"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the program lives. */
        get: operations["get_healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the program does, as Prometheus reads it. Where it is set up so, whoever is on the same machine needs no token. */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description, as OpenAPI. */
        get: operations["get_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can be used: the switch is followed, the database is there, and live clients are told what changes. */
        get: operations["get_readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Carries a phone's signalling to the switch and back: SIP over a WebSocket, RFC 7118, subprotocol `sip`. Only whose own
         *     extension is a phone in a browser is let in.
         */
        get: operations["get_sip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this is. */
        get: operations["get_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Opens the WebSocket: docs/LIVE.md says what is said over it. */
        get: operations["get_ws"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same under the name of its version. */
        get: operations["get_ws_v1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AboutCall: {
            dispositions: components["schemas"]["Disposition"][];
            notes: components["schemas"]["Note"][];
        };
        ActionAnswer: {
            call_id?: string | null;
            evidence: components["schemas"]["Evidence"];
            linkedid?: string | null;
            message: string;
            outcome: components["schemas"]["Outcome"];
        };
        /** @enum {string} */
        AgentActivity: "away" | "ready" | "partly_ready" | "paused" | "wrap_up" | "ringing" | "talking";
        AgentActivitySpan: {
            duration_s?: components["schemas"]["Seconds"] | null;
            from?: components["schemas"]["Utc"] | null;
            kind: string;
            reason?: string | null;
            until?: components["schemas"]["Utc"] | null;
        };
        AgentCall: {
            id: string;
            leg: string;
            name?: string | null;
            number?: string | null;
            queue?: string | null;
            since?: components["schemas"]["Utc"] | null;
            status: components["schemas"]["CallStatus"];
        };
        AgentCounts: {
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            calls: number;
            longest_idle_s: components["schemas"]["Seconds"];
            /** Format: int64 */
            made: number;
            mean_hold_s?: components["schemas"]["Seconds"] | null;
            mean_ring_s?: components["schemas"]["Seconds"] | null;
            mean_talk_s?: components["schemas"]["Seconds"] | null;
            /** Format: int64 */
            missed: number;
            /** Format: double */
            occupancy?: number | null;
            paused_s: components["schemas"]["Seconds"];
            /** Format: int64 */
            queue_answered: number;
            ready_s: components["schemas"]["Seconds"];
            signed_in_s: components["schemas"]["Seconds"];
            talk_s: components["schemas"]["Seconds"];
            /** Format: int64 */
            transferred: number;
            wrap_up_s: components["schemas"]["Seconds"];
        };
        AgentDefinition: {
            email?: string | null;
            enabled?: boolean;
            extension?: string | null;
            login: string;
            name: string;
            queues?: components["schemas"]["QueueAssignment"][];
            team?: string | null;
        };
        AgentDesk: {
            extension: string;
            from: components["schemas"]["Utc"];
            until?: components["schemas"]["Utc"] | null;
        };
        AgentDetails: components["schemas"]["LiveAgent"] & components["schemas"]["AgentPerson"] & {
            overall?: components["schemas"]["AgentCounts"] | null;
            today: components["schemas"]["AgentCounts"];
        };
        AgentExtensions: {
            items: components["schemas"]["LiveExtension"][];
        };
        AgentItem: components["schemas"]["LiveAgent"] & components["schemas"]["AgentPerson"] & {
            today: components["schemas"]["AgentCounts"];
        };
        AgentLogin: {
            extension?: string | null;
            name?: string | null;
            paused?: string | null;
            /** Format: int32 */
            penalty?: number | null;
            queues?: string[];
        };
        AgentMembership: {
            device: string;
            interface: string;
            membership: components["schemas"]["QueueMembership"];
            pause_since?: components["schemas"]["Utc"] | null;
            paused: boolean;
            /** Format: int32 */
            penalty: number;
            queue: string;
            reason?: string | null;
            since?: components["schemas"]["Utc"] | null;
        };
        AgentPerson: {
            login?: string | null;
            team?: string | null;
        };
        AgentSettings: {
            /** @default [] */
            sip_domains?: string[];
            /** @default wrap-up */
            wrap_up_reason?: string;
        };
        ApiToken: {
            created_at: components["schemas"]["Utc"];
            expires_at?: components["schemas"]["Utc"] | null;
            id: string;
            name: string;
            role: components["schemas"]["Role"];
            scopes: components["schemas"]["Scope"][];
            used_at?: components["schemas"]["Utc"] | null;
            user_id: string;
        };
        Applied: {
            at: components["schemas"]["Utc"];
            by: string;
            findings: string[];
            /** Format: int64 */
            generation: number;
            outcome: string;
        };
        ApplyConfiguration: {
            /** Format: int64 */
            generation: number;
        };
        AuditEntry: {
            action: string;
            address: string;
            at: components["schemas"]["Utc"];
            detail: unknown;
            id: string;
            login: string;
            target: string;
            user_id?: string | null;
            via: string;
        };
        /** @enum {string} */
        Availability: "online" | "offline" | "invalid" | "unknown";
        AwaySource: {
            source: string;
            why: string;
        };
        BehindCall: {
            /** Format: double */
            adds?: number | null;
            answered_by?: string | null;
            caller?: string | null;
            dialed?: string | null;
            direction: components["schemas"]["CallDirection"];
            id: string;
            name?: string | null;
            queue?: string | null;
            started_at?: components["schemas"]["Utc"] | null;
            status: components["schemas"]["CallStatus"];
        };
        BehindFigure: {
            calls: components["schemas"]["BehindCall"][];
            figure: string;
            from: components["schemas"]["Utc"];
            more: boolean;
            rows: Record<string, never>[];
            until: components["schemas"]["Utc"];
        };
        BridgeSegment: {
            bridge: string;
            endpoint?: string | null;
            from?: components["schemas"]["Utc"] | null;
            kind: string;
            leg: string;
            until?: components["schemas"]["Utc"] | null;
        };
        CallBefore: {
            answered_by?: string | null;
            call_id: string;
            caller?: string | null;
            dialed?: string | null;
            direction: string;
            queue?: string | null;
            started_at?: components["schemas"]["Utc"] | null;
            status: string;
            /** Format: double */
            talk_s?: number | null;
            /** Format: double */
            wait_s?: number | null;
        };
        CallCenterAgent: {
            agent_id?: string | null;
        };
        CallCenterAgentStatus: {
            agent?: components["schemas"]["LiveAgent"] | null;
            agent_id: string;
            reason?: string | null;
            status: string;
            time_in_state_s?: components["schemas"]["Seconds"] | null;
        };
        CallCenterAnswer: {
            agent: components["schemas"]["CallCenterAgentStatus"];
            answer?: components["schemas"]["ActionAnswer"] | null;
            message: string;
            success: boolean;
        };
        CallCenterCall: {
            call_id?: string | null;
        };
        CallCenterHint: {
            agent: components["schemas"]["CallCenterAgentStatus"];
            confirmed: boolean;
            divergence: string;
            success: boolean;
        };
        CallCenterLogin: {
            agent_id?: string | null;
            extension?: string | null;
            name?: string | null;
            queues?: string[];
            sip_domain?: string | null;
            sip_password?: string | null;
            sip_username?: string | null;
        };
        CallCenterNotReady: {
            agent_id?: string | null;
            reason?: string;
        };
        CallCenterRinging: {
            call_id?: string | null;
            caller_number?: string | null;
        };
        CallCenterTransfer: {
            call_id?: string | null;
            kind?: components["schemas"]["TransferKind"] | null;
            target: string;
        };
        CallConference: {
            joined_at?: components["schemas"]["Utc"] | null;
            kicked: boolean;
            left_at?: components["schemas"]["Utc"] | null;
            room: string;
        };
        CallDestination: {
            queue: string;
            /** @enum {string} */
            to: "queue";
        } | {
            extension: string;
            /** @enum {string} */
            to: "extension";
        } | {
            ivr: string;
            /** @enum {string} */
            to: "ivr";
        } | {
            number: string;
            /** @enum {string} */
            to: "number";
        } | {
            mailbox: string;
            /** @enum {string} */
            to: "voicemail";
        } | {
            sound: string;
            /** @enum {string} */
            to: "announcement";
        } | {
            /** @enum {string} */
            to: "hangup";
        };
        CallDetails: components["schemas"]["CallRecord"] & {
            about: components["schemas"]["AboutCall"];
            bridge_segments: components["schemas"]["BridgeSegment"][];
            extension_changes: components["schemas"]["ExtensionChange"][];
            legs: components["schemas"]["CallLeg"][];
            routing: components["schemas"]["RoutingStep"][];
            timeline: components["schemas"]["StoryStep"][];
            timeline_is_whole: boolean;
        };
        /** @enum {string} */
        CallDirection: "inbound" | "outbound" | "internal";
        CallForward: {
            from: string;
            to: string;
        };
        CallHangup: {
            by: string;
            /** Format: int32 */
            cause?: number | null;
        };
        CallItem: {
            answered_at?: components["schemas"]["Utc"] | null;
            answered_by?: string | null;
            caller?: string | null;
            caller_name?: string | null;
            dialed?: string | null;
            direction: components["schemas"]["CallDirection"];
            ended_at?: components["schemas"]["Utc"] | null;
            hangup_by?: string | null;
            /** Format: int64 */
            hangup_cause?: number | null;
            hold_s?: components["schemas"]["Seconds"] | null;
            /** Format: int64 */
            holds: number;
            id: string;
            /** Format: int64 */
            legs: number;
            linkedid: string;
            live: boolean;
            observed: components["schemas"]["ObservedPart"];
            /** Format: int64 */
            parkings: number;
            queue?: string | null;
            queue_entered_at?: components["schemas"]["Utc"] | null;
            /** Format: int64 */
            recordings: number;
            ring_s?: components["schemas"]["Seconds"] | null;
            started_at?: components["schemas"]["Utc"] | null;
            status: components["schemas"]["CallStatus"];
            switch: string;
            talk_s?: components["schemas"]["Seconds"] | null;
            /** Format: int64 */
            transfers: number;
            wait_s?: components["schemas"]["Seconds"] | null;
        };
        CallLeg: {
            answered_at?: components["schemas"]["Utc"] | null;
            /** Format: int64 */
            cause?: number | null;
            channel: string;
            ended_at?: components["schemas"]["Utc"] | null;
            ended_how?: string | null;
            endpoint: string;
            leg: string;
            name?: string | null;
            number?: string | null;
            started_at?: components["schemas"]["Utc"] | null;
        };
        CallObserved: {
            away_from?: components["schemas"]["Utc"] | null;
            away_until?: components["schemas"]["Utc"] | null;
            part: components["schemas"]["ObservedPart"];
        };
        CallParking: {
            at?: components["schemas"]["Utc"] | null;
            by?: string | null;
            gave_up: boolean;
            retrieved_at?: components["schemas"]["Utc"] | null;
            retrieved_by?: string | null;
            space: string;
            timed_out: boolean;
        };
        CallRecord: {
            aliases: string[];
            anomalies: string[];
            answered_at?: components["schemas"]["Utc"] | null;
            answered_by?: string | null;
            caller?: string | null;
            caller_name?: string | null;
            conference?: components["schemas"]["CallConference"] | null;
            consult: boolean;
            dialed?: string | null;
            direction: components["schemas"]["CallDirection"];
            ended_at?: components["schemas"]["Utc"] | null;
            forwarded: components["schemas"]["CallForward"][];
            hangup?: components["schemas"]["CallHangup"] | null;
            hold: components["schemas"]["Holds"];
            id: string;
            linkedid: string;
            live: boolean;
            mode?: components["schemas"]["ListeningMode"] | null;
            observed: components["schemas"]["CallObserved"];
            parkings: components["schemas"]["CallParking"][];
            picked_up: boolean;
            queue?: string | null;
            queue_entered_at?: components["schemas"]["Utc"] | null;
            queues: string[];
            recordings: string[];
            ring_attempts: components["schemas"]["RingAttempt"][];
            ring_s?: components["schemas"]["Seconds"] | null;
            segments: components["schemas"]["TalkSegment"][];
            spied: components["schemas"]["ListeningIn"][];
            started_at?: components["schemas"]["Utc"] | null;
            status: components["schemas"]["CallStatus"];
            switch: string;
            talk_s?: components["schemas"]["Seconds"] | null;
            transfers: components["schemas"]["CallTransfer"][];
            visits: components["schemas"]["QueueVisit"][];
            wait_s?: components["schemas"]["Seconds"] | null;
        };
        /** @enum {string} */
        CallRingResult: "answered" | "no_answer" | "answered_elsewhere" | "cancelled" | "picked_up_elsewhere" | "declined" | "busy" | "unreachable";
        /** @enum {string} */
        CallStatus: "ringing" | "waiting" | "talking" | "on_hold" | "parked" | "answered" | "abandoned" | "no_answer" | "busy" | "declined" | "failed" | "queue_timeout" | "queue_left_empty" | "queue_refused" | "agent_rejected" | "agent_no_answer" | "self_service" | "voicemail" | "queue_exit_key" | "queue_withdrawn" | "conference" | "supervision" | "parking_retrieve";
        CallTransfer: {
            at?: components["schemas"]["Utc"] | null;
            blonde: boolean;
            by?: string | null;
            consult_s?: components["schemas"]["Seconds"] | null;
            kind: components["schemas"]["CallTransferKind"];
            result?: components["schemas"]["CallTransferResult"] | null;
            to?: string | null;
            to_queue?: string | null;
        };
        /** @enum {string} */
        CallTransferKind: "blind" | "attended" | "redirect";
        /** @enum {string} */
        CallTransferResult: "answered" | "no_answer" | "busy" | "declined" | "failed" | "cancelled";
        Capabilities: {
            call_id: string;
            controls: components["schemas"]["Capability"][];
            endpoint: string;
            leg: string;
        };
        Capability: {
            control: string;
            evidence: components["schemas"]["Evidence"];
            possible: boolean;
            why?: string | null;
        };
        Card: {
            away: components["schemas"]["AwaySource"][];
            customer?: components["schemas"]["CardCustomer"] | null;
            e164?: string | null;
            found: components["schemas"]["CardFound"];
            history: components["schemas"]["CallBefore"][];
            notes: components["schemas"]["NoteBefore"][];
            number?: string | null;
            others: number;
            source?: string | null;
        };
        CardCustomer: {
            address: string;
            company: string;
            email: string;
            external_id?: string | null;
            fields: {
                [key: string]: string;
            };
            id?: string | null;
            kind: components["schemas"]["CustomerKind"];
            language: string;
            name: string;
            note: string;
            numbers: components["schemas"]["CustomerNumber"][];
            status: string;
            tags: string[];
            url?: string | null;
        };
        /** @enum {string} */
        CardFound: "customer" | "not_found" | "anonymous" | "away";
        /** @enum {string} */
        Codec: "ulaw" | "alaw" | "g722" | "g729" | "gsm" | "opus";
        ConfigurationShown: {
            applied?: components["schemas"]["Applied"] | null;
            files: components["schemas"]["FileShown"][];
            folder?: string | null;
            /** Format: int64 */
            generation: number;
            warnings: string[];
        };
        Contact: {
            available?: boolean | null;
            company: string;
            id: string;
            kind: components["schemas"]["ContactKind"];
            name: string;
            number: string;
            number_kind: components["schemas"]["NumberKind"];
        };
        /** @enum {string} */
        ContactKind: "agent" | "extension" | "customer" | "lead" | "contact";
        Contacts: {
            items: components["schemas"]["Contact"][];
            next?: string | null;
        };
        /** @enum {string} */
        ContactState: "registered" | "reachable" | "unreachable" | "removed" | "unknown";
        ControlConfig: {
            /** @default [] */
            contexts?: string[];
            /** @default callcenter */
            dial_context?: string;
            /**
             * @default [
             *       "112",
             *       "110",
             *       "911",
             *       "999",
             *       "000"
             *     ]
             */
            emergency_numbers?: string[];
            /** @default [] */
            numbers_allowed?: string[];
            /** @default [] */
            numbers_denied?: string[];
            /**
             * Format: int32
             * @default 30
             */
            ring_s?: number;
            /** @default PJSIP */
            technology?: string;
        };
        Credentials: {
            domain: string;
            extension: string;
            name: string;
            secret: string;
            sip_user: string;
            stun_servers: string[];
            turn_servers: components["schemas"]["Turn"][];
            webrtc: boolean;
            websocket?: string | null;
            why?: string | null;
        };
        Customer: {
            address: string;
            changed_at: components["schemas"]["Utc"];
            company: string;
            created_at: components["schemas"]["Utc"];
            email: string;
            external_id?: string | null;
            id: string;
            kind: components["schemas"]["CustomerKind"];
            language: string;
            name: string;
            note: string;
            numbers: components["schemas"]["CustomerNumber"][];
            status: string;
            tags: string[];
            /** Format: int64 */
            version: number;
        };
        CustomerData: {
            card: components["schemas"]["Card"];
            customer?: components["schemas"]["Customer"] | null;
            customer_id: string;
            success: boolean;
        };
        CustomerDraft: {
            /** @default  */
            address?: string;
            /** @default  */
            company?: string;
            /** @default  */
            email?: string;
            /** @default null */
            external_id?: string | null;
            /** @default customer */
            kind?: components["schemas"]["CustomerKind"];
            /** @default  */
            language?: string;
            /** @default  */
            name?: string;
            /** @default  */
            note?: string;
            /** @default [] */
            numbers?: components["schemas"]["NumberDraft"][];
            /** @default  */
            status?: string;
            /** @default [] */
            tags?: string[];
        };
        /** @enum {string} */
        CustomerKind: "customer" | "lead" | "contact";
        CustomerNumber: {
            e164?: string | null;
            kind: components["schemas"]["NumberKind"];
            number: string;
        };
        CustomerPage: {
            items: components["schemas"]["Customer"][];
            next?: string | null;
        };
        Definition: {
            /** @example enter */
            attribution: string;
            /** @example sl-1 */
            id: string;
            means: string;
            /** @example sl-1@1 */
            name: string;
            scopes: components["schemas"]["Whose"][];
            /** @example share */
            unit: string;
            /** Format: int32 */
            version: number;
        };
        Definitions: {
            items: components["schemas"]["Definition"][];
        };
        /** @enum {string} */
        DeviceState: "unknown" | "not_in_use" | "in_use" | "busy" | "invalid" | "unavailable" | "ringing" | "ringing_in_use" | "on_hold";
        DirectionToday: {
            /** Format: int64 */
            answered: number;
            by_status: {
                [key: string]: number;
            };
            /** Format: int64 */
            calls: number;
            /** Format: int64 */
            failed: number;
            /** Format: int64 */
            live: number;
            longest_talk_s: components["schemas"]["Seconds"];
            mean_talk_s?: components["schemas"]["Seconds"] | null;
            /** Format: int64 */
            no_answer: number;
            /** Format: int64 */
            self_service: number;
            talk_s: components["schemas"]["Seconds"];
        };
        Disposing: {
            /** @example sold */
            code: string;
            note?: string;
        };
        Disposition: {
            agent?: string | null;
            at: components["schemas"]["Utc"];
            by: string;
            code: string;
            note: string;
        };
        DispositionCode: {
            code: string;
            enabled?: boolean;
            name: string;
            needs_note?: boolean;
            outcome?: components["schemas"]["DispositionJudgement"];
            queues?: string[];
        };
        /** @enum {string} */
        DispositionJudgement: "success" | "failure" | "neutral" | "call_back";
        /** @enum {string} */
        EndpointIs: "trunk" | "extension";
        /** @enum {string} */
        Evidence: "reported" | "answered";
        Examination: {
            at: components["schemas"]["Utc"];
            findings: components["schemas"]["Finding"][];
            manager_conf?: string | null;
            place: string;
            user: string;
        };
        ExtensionChange: {
            at?: components["schemas"]["Utc"] | null;
            by: string;
            from?: string | null;
            to?: string | null;
        };
        ExtensionDefinition: {
            /** Format: int32 */
            call_limit?: number | null;
            caller_number?: string | null;
            codecs?: components["schemas"]["Codec"][];
            /** Format: int32 */
            devices_max?: number;
            enabled?: boolean;
            name?: string;
            number: string;
            numbers?: string[];
            outside?: boolean;
            recording?: components["schemas"]["RecordingRule"];
            /** Format: int32 */
            ring_s?: number;
            sip_user?: string | null;
            team?: string | null;
            voicemail?: string | null;
            webrtc?: boolean;
        };
        ExtensionNow: {
            activity?: components["schemas"]["AgentActivity"] | null;
            call_id?: string | null;
            call_status: components["schemas"]["PhoneActivity"];
            contact?: components["schemas"]["ContactState"] | null;
            device?: string | null;
            device_state: components["schemas"]["DeviceState"];
            is_agent: boolean;
            number: string;
            status: components["schemas"]["Availability"];
        };
        ExtensionWithSecret: {
            extension: components["schemas"]["ExtensionDefinition"];
            secret: string;
            sip_user: string;
        };
        Figures: {
            figures: components["schemas"]["TodayStats"];
            /** @enum {string} */
            of: "floor";
        } | {
            figures: components["schemas"]["QueueToday"];
            /** @enum {string} */
            of: "queue";
        } | {
            figures: components["schemas"]["AgentCounts"];
            /** @enum {string} */
            of: "agent";
        };
        FiguresNow: components["schemas"]["Figures"] & {
            as_of: components["schemas"]["Utc"];
            key: string;
            since: components["schemas"]["Utc"];
            whole: boolean;
        };
        FileShown: {
            diff: string;
            include: string;
            name: string;
            state: components["schemas"]["FileState"];
            text: string;
        };
        /** @enum {string} */
        FileState: "new" | "changed" | "same" | "foreign" | "unreadable";
        Finding: {
            level: components["schemas"]["FindingLevel"];
            lines: string[];
            /** @example clock */
            what: string;
        };
        /** @enum {string} */
        FindingLevel: "fine" | "note" | "change";
        FirstAdministrator: {
            /** @example admin */
            login: string;
            name?: string | null;
            password: string;
            token: string;
        };
        FoundEndpoint: {
            is: components["schemas"]["EndpointIs"];
            /** Format: int32 */
            live_legs: number;
            name: string;
            why: string;
        };
        FoundEndpoints: {
            endpoints: components["schemas"]["FoundEndpoint"][];
            truncated: boolean;
        };
        Holds: {
            /** Format: int32 */
            count: number;
            hold_s?: components["schemas"]["Seconds"] | null;
            spans: components["schemas"]["HoldSpan"][];
        };
        HoldSpan: {
            from?: components["schemas"]["Utc"] | null;
            until?: components["schemas"]["Utc"] | null;
        };
        House: {
            /** @default null */
            caller_number?: string | null;
            /**
             * @default [
             *       "112",
             *       "110",
             *       "911",
             *       "999",
             *       "000"
             *     ]
             */
            emergency_numbers?: string[];
            /** @default 0 */
            prefix?: string;
            /** @default callcenter */
            recordings?: string;
            /** @default [] */
            stun_servers?: string[];
            /** @default null */
            trunk?: string | null;
            /** @default wss */
            websocket?: components["schemas"]["WebSocketTransport"];
        };
        ImportReport: {
            /** Format: int64 */
            changed: number;
            columns: [
                string,
                string
            ][];
            /** Format: int64 */
            created: number;
            dry_run: boolean;
            errors: components["schemas"]["LineError"][];
            /** Format: int64 */
            failed: number;
            ignored: string[];
            /** Format: int64 */
            lines: number;
            /** Format: int64 */
            unchanged: number;
        };
        InQueues: {
            queues?: string[];
        };
        IvrDefinition: {
            /** Format: int32 */
            digit_timeout_s?: number;
            direct_dial?: boolean;
            enabled?: boolean;
            extension?: string | null;
            greeting: string;
            hours?: components["schemas"]["OpeningHours"] | null;
            invalid_sound?: string | null;
            name: string;
            numbers?: string[];
            on_invalid?: components["schemas"]["CallDestination"];
            on_timeout?: components["schemas"]["CallDestination"];
            options: {
                [key: string]: components["schemas"]["CallDestination"];
            };
            /** Format: int32 */
            timeout_s?: number;
            title?: string;
            /** Format: int32 */
            tries_max?: number;
        };
        Job: {
            by: string;
            ended_at?: components["schemas"]["Utc"] | null;
            error?: string | null;
            id: string;
            progress: components["schemas"]["Progress"];
            result?: components["schemas"]["Reconcluded"] | null;
            started_at: components["schemas"]["Utc"];
            status: components["schemas"]["JobStatus"];
            what: string;
        };
        JobList: {
            items: components["schemas"]["Job"][];
        };
        /** @enum {string} */
        JobStatus: "running" | "done" | "failed" | "cancelled";
        Keys: {
            /** @example 1# */
            digits: string;
            leg?: string | null;
        };
        LineError: {
            /** Format: int64 */
            line: number;
            why: string;
        };
        Listening: {
            extension?: string | null;
            leg?: string | null;
        };
        ListeningIn: {
            by: string;
            from?: components["schemas"]["Utc"] | null;
            mode?: components["schemas"]["ListeningMode"] | null;
            until?: components["schemas"]["Utc"] | null;
        };
        /** @enum {string} */
        ListeningMode: "listen" | "whisper" | "barge";
        LiveAgent: {
            activity: components["schemas"]["AgentActivity"];
            agent: string;
            call?: components["schemas"]["AgentCall"] | null;
            contact?: components["schemas"]["ContactState"] | null;
            device: components["schemas"]["DeviceState"];
            name?: string | null;
            queues: components["schemas"]["AgentMembership"][];
            reachable: boolean;
            reason?: string | null;
            since?: components["schemas"]["Utc"] | null;
            wrap_up_until?: components["schemas"]["Utc"] | null;
        };
        LiveCall: {
            caller?: string | null;
            caller_leg: string;
            caller_name?: string | null;
            dialed?: string | null;
            direction: components["schemas"]["CallDirection"];
            id: string;
            legs: components["schemas"]["LiveLeg"][];
            linkedid: string;
            queue?: string | null;
            since?: components["schemas"]["Utc"] | null;
            started_at?: components["schemas"]["Utc"] | null;
            status: components["schemas"]["CallStatus"];
            talk_s?: components["schemas"]["Seconds"] | null;
            with: string[];
        };
        LiveCalls: {
            as_of?: components["schemas"]["Utc"] | null;
            current: boolean;
            /** Format: int64 */
            epoch: number;
            items: components["schemas"]["LiveCall"][];
            /** Format: int64 */
            seq: number;
        };
        LiveExtension: {
            activity?: components["schemas"]["AgentActivity"] | null;
            call_id?: string | null;
            call_status: components["schemas"]["PhoneActivity"];
            contact?: components["schemas"]["ContactState"] | null;
            device?: string | null;
            device_state: components["schemas"]["DeviceState"];
            is_agent: boolean;
            last_activity_at?: components["schemas"]["Utc"] | null;
            managed: boolean;
            name?: string | null;
            number: string;
            offline_today_s?: components["schemas"]["Seconds"] | null;
            online_today_s?: components["schemas"]["Seconds"] | null;
            since?: components["schemas"]["Utc"] | null;
            status: components["schemas"]["Availability"];
            team?: string | null;
        };
        LiveLeg: {
            endpoint: string;
            holding: boolean;
            leg: string;
            up: boolean;
        };
        LiveQueue: {
            agents: components["schemas"]["QueueActivities"];
            longest_since?: components["schemas"]["Utc"] | null;
            queue: string;
            strategy?: string | null;
            today?: components["schemas"]["QueueToday"] | null;
            waiting: components["schemas"]["WaitingCaller"][];
        };
        Login: {
            /** @example alice */
            login: string;
            password: string;
        };
        LoginWays: {
            oidc?: components["schemas"]["ProviderWay"] | null;
            password: boolean;
            registration: boolean;
        };
        Lookup: {
            card: components["schemas"]["Card"];
            e164?: string | null;
            items: components["schemas"]["Match"][];
        };
        MadeToken: components["schemas"]["ApiToken"] & {
            secret: string;
        };
        Match: {
            customer: components["schemas"]["Customer"];
            sureness: components["schemas"]["Sureness"];
        };
        Me: {
            csrf?: string | null;
            expires_at?: components["schemas"]["Utc"] | null;
            permissions: string[];
            user: components["schemas"]["Myself"];
        };
        /** @enum {string} */
        MemberRings: "signed_in" | "always";
        Moving: {
            context?: string | null;
            leg?: string | null;
            to: string;
        };
        Muting: {
            leg?: string | null;
            way?: components["schemas"]["Way"];
        };
        Myself: {
            agent?: string | null;
            id: string;
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            username: string;
            via: string;
        };
        NewToken: {
            /** Format: int32 */
            days?: number | null;
            /** @example wallboard */
            name: string;
            role?: components["schemas"]["Role"] | null;
            scopes: components["schemas"]["Scope"][];
        };
        NewUser: {
            agent?: string | null;
            email?: string | null;
            /** @example alice */
            login: string;
            name?: string | null;
            password?: string | null;
            role: components["schemas"]["Role"];
        };
        Note: {
            agent?: string | null;
            at: components["schemas"]["Utc"];
            by: string;
            id: string;
            text: string;
        };
        NoteBefore: {
            agent?: string | null;
            at: components["schemas"]["Utc"];
            by: string;
            call_id: string;
            disposition?: string | null;
            text: string;
        };
        NoteDraft: {
            note: string;
        };
        Nothing: Record<string, never>;
        Noting: {
            text: string;
        };
        NotReady: {
            after_call?: boolean;
            queues?: string[];
            /** @example lunch */
            reason?: string;
        };
        NumberDraft: {
            kind?: components["schemas"]["NumberKind"];
            number: string;
        };
        /** @enum {string} */
        NumberKind: "mobile" | "work" | "home" | "fax" | "extension" | "other";
        /** @enum {string} */
        ObservedPart: "whole" | "no_start" | "no_end" | "neither";
        OnLeg: {
            leg?: string | null;
        };
        OpeningHours: {
            closed?: components["schemas"]["CallDestination"];
            closed_on?: string[];
            open: components["schemas"]["OpeningTime"][];
            time_zone: string;
        };
        OpeningTime: {
            days: components["schemas"]["Weekday"][];
            from: string;
            until: string;
        };
        Originate: {
            caller_id?: string | null;
            /** @example 1001 */
            from?: string | null;
            /** @example +49301234567 */
            to: string;
            variables?: {
                [key: string]: string;
            };
        };
        /** @enum {string} */
        Outcome: "done";
        OwnAgent: {
            agent?: components["schemas"]["LiveAgent"] | null;
            agent_key?: string | null;
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            since_s?: components["schemas"]["Seconds"] | null;
        };
        OwnCall: {
            call: components["schemas"]["LiveCall"];
            card?: components["schemas"]["Card"] | null;
            id: string;
            leg: string;
            phone: components["schemas"]["PhoneState"];
        };
        Page_AgentActivitySpan: {
            items: {
                duration_s?: components["schemas"]["Seconds"] | null;
                from?: components["schemas"]["Utc"] | null;
                kind: string;
                reason?: string | null;
                until?: components["schemas"]["Utc"] | null;
            }[];
            next?: string | null;
        };
        Page_AgentDefinition: {
            items: {
                email?: string | null;
                enabled?: boolean;
                extension?: string | null;
                login: string;
                name: string;
                queues?: components["schemas"]["QueueAssignment"][];
                team?: string | null;
            }[];
            next?: string | null;
        };
        Page_AgentDesk: {
            items: {
                extension: string;
                from: components["schemas"]["Utc"];
                until?: components["schemas"]["Utc"] | null;
            }[];
            next?: string | null;
        };
        Page_AgentItem: {
            items: (components["schemas"]["LiveAgent"] & components["schemas"]["AgentPerson"] & {
                today: components["schemas"]["AgentCounts"];
            })[];
            next?: string | null;
        };
        Page_Applied: {
            items: {
                at: components["schemas"]["Utc"];
                by: string;
                findings: string[];
                /** Format: int64 */
                generation: number;
                outcome: string;
            }[];
            next?: string | null;
        };
        Page_AuditEntry: {
            items: {
                action: string;
                address: string;
                at: components["schemas"]["Utc"];
                detail: unknown;
                id: string;
                login: string;
                target: string;
                user_id?: string | null;
                via: string;
            }[];
            next?: string | null;
        };
        Page_CallItem: {
            items: {
                answered_at?: components["schemas"]["Utc"] | null;
                answered_by?: string | null;
                caller?: string | null;
                caller_name?: string | null;
                dialed?: string | null;
                direction: components["schemas"]["CallDirection"];
                ended_at?: components["schemas"]["Utc"] | null;
                hangup_by?: string | null;
                /** Format: int64 */
                hangup_cause?: number | null;
                hold_s?: components["schemas"]["Seconds"] | null;
                /** Format: int64 */
                holds: number;
                id: string;
                /** Format: int64 */
                legs: number;
                linkedid: string;
                live: boolean;
                observed: components["schemas"]["ObservedPart"];
                /** Format: int64 */
                parkings: number;
                queue?: string | null;
                queue_entered_at?: components["schemas"]["Utc"] | null;
                /** Format: int64 */
                recordings: number;
                ring_s?: components["schemas"]["Seconds"] | null;
                started_at?: components["schemas"]["Utc"] | null;
                status: components["schemas"]["CallStatus"];
                switch: string;
                talk_s?: components["schemas"]["Seconds"] | null;
                /** Format: int64 */
                transfers: number;
                wait_s?: components["schemas"]["Seconds"] | null;
            }[];
            next?: string | null;
        };
        Page_DispositionCode: {
            items: {
                code: string;
                enabled?: boolean;
                name: string;
                needs_note?: boolean;
                outcome?: components["schemas"]["DispositionJudgement"];
                queues?: string[];
            }[];
            next?: string | null;
        };
        Page_ExtensionDefinition: {
            items: {
                /** Format: int32 */
                call_limit?: number | null;
                caller_number?: string | null;
                codecs?: components["schemas"]["Codec"][];
                /** Format: int32 */
                devices_max?: number;
                enabled?: boolean;
                name?: string;
                number: string;
                numbers?: string[];
                outside?: boolean;
                recording?: components["schemas"]["RecordingRule"];
                /** Format: int32 */
                ring_s?: number;
                sip_user?: string | null;
                team?: string | null;
                voicemail?: string | null;
                webrtc?: boolean;
            }[];
            next?: string | null;
        };
        Page_IvrDefinition: {
            items: {
                /** Format: int32 */
                digit_timeout_s?: number;
                direct_dial?: boolean;
                enabled?: boolean;
                extension?: string | null;
                greeting: string;
                hours?: components["schemas"]["OpeningHours"] | null;
                invalid_sound?: string | null;
                name: string;
                numbers?: string[];
                on_invalid?: components["schemas"]["CallDestination"];
                on_timeout?: components["schemas"]["CallDestination"];
                options: {
                    [key: string]: components["schemas"]["CallDestination"];
                };
                /** Format: int32 */
                timeout_s?: number;
                title?: string;
                /** Format: int32 */
                tries_max?: number;
            }[];
            next?: string | null;
        };
        Page_LiveExtension: {
            items: {
                activity?: components["schemas"]["AgentActivity"] | null;
                call_id?: string | null;
                call_status: components["schemas"]["PhoneActivity"];
                contact?: components["schemas"]["ContactState"] | null;
                device?: string | null;
                device_state: components["schemas"]["DeviceState"];
                is_agent: boolean;
                last_activity_at?: components["schemas"]["Utc"] | null;
                managed: boolean;
                name?: string | null;
                number: string;
                offline_today_s?: components["schemas"]["Seconds"] | null;
                online_today_s?: components["schemas"]["Seconds"] | null;
                since?: components["schemas"]["Utc"] | null;
                status: components["schemas"]["Availability"];
                team?: string | null;
            }[];
            next?: string | null;
        };
        Page_LiveQueue: {
            items: {
                agents: components["schemas"]["QueueActivities"];
                longest_since?: components["schemas"]["Utc"] | null;
                queue: string;
                strategy?: string | null;
                today?: components["schemas"]["QueueToday"] | null;
                waiting: components["schemas"]["WaitingCaller"][];
            }[];
            next?: string | null;
        };
        Page_PauseCode: {
            items: {
                code: string;
                enabled?: boolean;
                /** Format: int32 */
                minutes_max?: number | null;
                name: string;
                productive?: boolean;
            }[];
            next?: string | null;
        };
        Page_QueueDefinition: {
            items: {
                agent_announcement?: string | null;
                announcements?: components["schemas"]["QueueAnnouncements"];
                /** Format: int32 */
                connect_delay_s?: number;
                enabled?: boolean;
                extension?: string | null;
                join?: components["schemas"]["QueueJoin"];
                keys?: {
                    [key: string]: components["schemas"]["CallDestination"];
                };
                leave?: components["schemas"]["QueueLeave"];
                music?: string;
                name: string;
                numbers?: string[];
                otherwise?: components["schemas"]["CallDestination"];
                pause_unanswered?: components["schemas"]["QueuePauseUnanswered"];
                recorded?: boolean;
                /** Format: int32 */
                retry_s?: number;
                ring_in_use?: boolean;
                /** Format: int32 */
                ring_s?: number;
                /** Format: int32 */
                service_level_s?: number;
                strategy?: components["schemas"]["QueueStrategy"];
                title?: string;
                /** Format: int32 */
                wait_s_max?: number | null;
                /** Format: int32 */
                waiting_max?: number | null;
                /** Format: int32 */
                weight?: number;
                /** Format: int32 */
                wrap_up_s?: number;
            }[];
            next?: string | null;
        };
        Page_Recording: {
            items: {
                available: boolean;
                /** Format: int64 */
                bytes?: number | null;
                call_id: string;
                call_started_at?: components["schemas"]["Utc"] | null;
                caller?: string | null;
                content_type?: string | null;
                dialed?: string | null;
                direction: string;
                /** Format: double */
                duration_s?: number | null;
                file: string;
                id: string;
                n: number;
                queue?: string | null;
                removed_at?: components["schemas"]["Utc"] | null;
                removed_by?: string | null;
                segments: components["schemas"]["RecordedSegment"][];
                started_at?: components["schemas"]["Utc"] | null;
                why_not?: string | null;
            }[];
            next?: string | null;
        };
        Page_Team: {
            items: {
                description?: string;
                leader?: string | null;
                name: string;
            }[];
            next?: string | null;
        };
        Parking: {
            leg?: string | null;
            lot?: string;
        };
        PasswordChange: {
            new: string;
            old: string;
        };
        PauseCode: {
            code: string;
            enabled?: boolean;
            /** Format: int32 */
            minutes_max?: number | null;
            name: string;
            productive?: boolean;
        };
        PbxOriginate: {
            destination: string;
            extension?: string | null;
        };
        PbxQueues: {
            items: components["schemas"]["LiveQueue"][];
        };
        PbxSession: {
            leg?: string | null;
            sessionId?: string | null;
        };
        PbxTransfer: {
            destination: string;
            sessionId?: string | null;
            transferType?: components["schemas"]["TransferKind"] | null;
        };
        /** @enum {string} */
        PhoneActivity: "idle" | "ringing" | "calling" | "on_hold" | "in_call";
        /** @enum {string} */
        PhoneState: "ringing" | "calling" | "in_call" | "on_hold";
        Problem: {
            detail: string;
            /** Format: int32 */
            status: number;
            title: string;
            type: string;
        };
        Progress: {
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            total?: number | null;
        };
        ProviderWay: {
            /** @example /api/auth/oidc/login */
            login: string;
            logout?: string | null;
            /** @example Single sign-on */
            name: string;
        };
        QueueActivities: {
            /** Format: int32 */
            members: number;
            /** Format: int32 */
            paused: number;
            /** Format: int32 */
            ready: number;
            /** Format: int32 */
            ringing: number;
            /** Format: int32 */
            talking: number;
            /** Format: int32 */
            unreachable: number;
            /** Format: int32 */
            wrap_up: number;
        };
        QueueAnnouncements: {
            /**
             * Format: int32
             * @default 0
             */
            every_s?: number;
            /** @default null */
            greeting?: string | null;
            /** @default false */
            hold_time?: boolean;
            /** @default [] */
            periodic?: string[];
            /**
             * Format: int32
             * @default 60
             */
            periodic_s?: number;
            /** @default false */
            position?: boolean;
        };
        QueueAssignment: {
            /** Format: int32 */
            penalty?: number;
            queue: string;
            rings?: components["schemas"]["MemberRings"];
        };
        QueueDefinition: {
            agent_announcement?: string | null;
            announcements?: components["schemas"]["QueueAnnouncements"];
            /** Format: int32 */
            connect_delay_s?: number;
            enabled?: boolean;
            extension?: string | null;
            join?: components["schemas"]["QueueJoin"];
            keys?: {
                [key: string]: components["schemas"]["CallDestination"];
            };
            leave?: components["schemas"]["QueueLeave"];
            music?: string;
            name: string;
            numbers?: string[];
            otherwise?: components["schemas"]["CallDestination"];
            pause_unanswered?: components["schemas"]["QueuePauseUnanswered"];
            recorded?: boolean;
            /** Format: int32 */
            retry_s?: number;
            ring_in_use?: boolean;
            /** Format: int32 */
            ring_s?: number;
            /** Format: int32 */
            service_level_s?: number;
            strategy?: components["schemas"]["QueueStrategy"];
            title?: string;
            /** Format: int32 */
            wait_s_max?: number | null;
            /** Format: int32 */
            waiting_max?: number | null;
            /** Format: int32 */
            weight?: number;
            /** Format: int32 */
            wrap_up_s?: number;
        };
        QueueDetails: components["schemas"]["LiveQueue"] & {
            hourly: components["schemas"]["QueueHour"][];
            members: components["schemas"]["LiveAgent"][];
            whole: boolean;
        };
        QueueHour: components["schemas"]["QueueToday"] & {
            from: components["schemas"]["Utc"];
            /** @example 14:00 */
            label: string;
            until: components["schemas"]["Utc"];
        };
        /** @enum {string} */
        QueueJoin: "always" | "staffed" | "available";
        /** @enum {string} */
        QueueLeave: "never" | "unstaffed";
        /** @enum {string} */
        QueueMembership: "static" | "dynamic" | "realtime";
        /** @enum {string} */
        QueuePauseUnanswered: "no" | "here" | "everywhere";
        /** @enum {string} */
        QueueStrategy: "ring_all" | "least_recent" | "fewest_calls" | "random" | "round_robin" | "round_robin_ordered" | "linear" | "weighted_random";
        QueueToday: {
            /** Format: int32 */
            abandoned: number;
            /** Format: int32 */
            answered: number;
            /** Format: double */
            availability?: number | null;
            /** Format: int64 */
            flowed_out: number;
            formula: string;
            handle_time_s?: components["schemas"]["Seconds"] | null;
            longest_wait_s: components["schemas"]["Seconds"];
            mean_talk_s?: components["schemas"]["Seconds"] | null;
            mean_wait_s?: components["schemas"]["Seconds"] | null;
            /** Format: int32 */
            offered: number;
            /** Format: double */
            service_level?: number | null;
            target_s: components["schemas"]["Seconds"];
            /** Format: int32 */
            waiting: number;
        };
        QueueVisit: {
            entered_at?: components["schemas"]["Utc"] | null;
            left_at?: components["schemas"]["Utc"] | null;
            queue: string;
            result: components["schemas"]["CallStatus"];
            wait_s?: components["schemas"]["Seconds"] | null;
        };
        Readiness: {
            /** Format: int64 */
            epoch: number;
            live: boolean;
            ready: boolean;
            /** Format: int64 */
            seq: number;
            store: boolean;
            switch: boolean;
        };
        Reconcluded: {
            /** Format: int64 */
            beyond: number;
            /** Format: int64 */
            calls: number;
            /** Format: int64 */
            changes: number;
            from?: components["schemas"]["Utc"] | null;
            gaps: string[];
            kept?: string | null;
            until?: components["schemas"]["Utc"] | null;
        };
        RecordedSegment: {
            from?: components["schemas"]["Utc"] | null;
            n: number;
            until?: components["schemas"]["Utc"] | null;
            with?: string | null;
        };
        Recording: {
            available: boolean;
            /** Format: int64 */
            bytes?: number | null;
            call_id: string;
            call_started_at?: components["schemas"]["Utc"] | null;
            caller?: string | null;
            content_type?: string | null;
            dialed?: string | null;
            direction: string;
            /** Format: double */
            duration_s?: number | null;
            file: string;
            id: string;
            n: number;
            queue?: string | null;
            removed_at?: components["schemas"]["Utc"] | null;
            removed_by?: string | null;
            segments: components["schemas"]["RecordedSegment"][];
            started_at?: components["schemas"]["Utc"] | null;
            why_not?: string | null;
        };
        /** @enum {string} */
        RecordingRule: "never" | "inbound" | "outbound" | "always";
        Refreshed: {
            /** Format: int64 */
            seq: number;
        };
        Registration: {
            email?: string | null;
            login: string;
            name?: string | null;
            password: string;
        };
        Report: {
            by: components["schemas"]["Step"];
            compared_with: components["schemas"]["ReportTime"] | null;
            definitions: {
                [key: string]: components["schemas"]["ReportMetric"];
            };
            period: components["schemas"]["ReportTime"];
            rows: components["schemas"]["ReportLine"][];
            scope: components["schemas"]["Whose"];
            /** Format: double */
            short_abandon_s: number;
            streams: components["schemas"]["ReportStream"][];
            /** Format: double */
            target_s: number;
            totals: components["schemas"]["ReportLine"][];
            widened_to_quarter_hours: boolean;
            zone: string;
        };
        ReportChange: {
            /** Format: double */
            before: number | null;
            /** Format: double */
            difference: number | null;
            /** Format: double */
            percent: number | null;
        };
        ReportLine: {
            breakdowns: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            bucket: string | null;
            changes: {
                [key: string]: components["schemas"]["ReportChange"];
            };
            name: string | null;
            /** Format: double */
            observed: number | null;
            time: components["schemas"]["ReportTime"][];
            values: {
                [key: string]: number | null;
            };
        };
        ReportMetric: {
            attribution: string;
            id: string;
            means: string;
            unit: string;
            /** Format: int32 */
            version: number;
        };
        ReportStream: {
            /** Format: int64 */
            id: number;
            source: string;
            switch: string;
        };
        ReportTime: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
        };
        RingAttempt: {
            agent: string;
            from?: components["schemas"]["Utc"] | null;
            result?: components["schemas"]["CallRingResult"] | null;
            until?: components["schemas"]["Utc"] | null;
        };
        /** @enum {string} */
        Role: "agent" | "supervisor" | "administrator";
        RoutingStep: {
            at?: components["schemas"]["Utc"] | null;
            context?: string | null;
            endpoint?: string | null;
            exten?: string | null;
            leg: string;
            queue?: string | null;
            voicemail: boolean;
        };
        /** @enum {string} */
        Scope: "read" | "control" | "manage";
        /**
         * Format: double
         * @example 12.345
         */
        Seconds: number;
        Session: {
            address: string;
            client: string;
            created_at: components["schemas"]["Utc"];
            current: boolean;
            expires_at: components["schemas"]["Utc"];
            id: string;
            used_at: components["schemas"]["Utc"];
        };
        Sessions: {
            items: components["schemas"]["Session"][];
        };
        Settings: {
            agents: components["schemas"]["AgentSettings"];
            control: components["schemas"]["ControlConfig"];
            site: components["schemas"]["SiteSettings"];
            switch: components["schemas"]["Setup"];
        };
        SettingsChange: {
            /** @default null */
            agents?: components["schemas"]["AgentSettings"] | null;
            /** @default null */
            control?: components["schemas"]["ControlConfig"] | null;
            /** @default null */
            site?: components["schemas"]["SiteSettings"] | null;
            /** @default null */
            switch?: components["schemas"]["Setup"] | null;
        };
        Setup: {
            control: boolean;
            extensions: string[];
            trunks: string[];
        };
        SiteSettings: {
            /** @default Call center */
            name?: string;
            /**
             * @default null
             * @example Europe/Berlin
             */
            time_zone?: string | null;
        };
        /** @enum {string} */
        Step: "none" | "quarter" | "half_hour" | "hour" | "day" | "weekday" | "week" | "month" | "hour_of_day";
        StoryStep: {
            at?: components["schemas"]["Utc"] | null;
            endpoint?: string | null;
            kind: string;
            leg?: string | null;
            /** Format: int64 */
            seq: number;
            text: string;
        };
        /** @enum {string} */
        Sureness: "exact" | "likely" | "last_digits";
        TalkSegment: {
            from?: components["schemas"]["Utc"] | null;
            talk_s?: components["schemas"]["Seconds"] | null;
            until?: components["schemas"]["Utc"] | null;
            with?: string | null;
        };
        Team: {
            description?: string;
            leader?: string | null;
            name: string;
        };
        Ticket: {
            /** Format: int64 */
            expires_in_s: number;
            ticket: string;
        };
        TodayStats: {
            as_of: components["schemas"]["Utc"];
            from: components["schemas"]["Utc"];
            inbound: components["schemas"]["DirectionToday"];
            internal: components["schemas"]["DirectionToday"];
            outbound: components["schemas"]["DirectionToday"];
            /** Format: int64 */
            queue_abandoned: number;
            /** Format: int64 */
            queue_answered: number;
            /** Format: int64 */
            queue_callers: number;
            total: components["schemas"]["DirectionToday"];
            /** @example Europe/Berlin */
            tz: string;
            until: components["schemas"]["Utc"];
            whole: boolean;
        };
        Tokens: {
            items: components["schemas"]["ApiToken"][];
        };
        /** @enum {string} */
        TransferKind: "blind" | "attended";
        Transferring: {
            kind?: components["schemas"]["TransferKind"];
            leg?: string | null;
            to: string;
        };
        Turn: {
            secret: string;
            url: string;
            user: string;
        };
        User: {
            agent?: string | null;
            changed_at: components["schemas"]["Utc"];
            created_at: components["schemas"]["Utc"];
            disabled: boolean;
            email?: string | null;
            has_password: boolean;
            has_provider: boolean;
            id: string;
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            seen_at?: components["schemas"]["Utc"] | null;
            subject?: string | null;
            /** Format: int64 */
            version: number;
        };
        UserChange: {
            agent?: string | null;
            disabled?: boolean | null;
            email?: string | null;
            login?: string | null;
            name?: string | null;
            password?: string | null;
            role?: components["schemas"]["Role"] | null;
            subject?: string | null;
        };
        UserPage: {
            items: components["schemas"]["User"][];
            next?: string | null;
        };
        /**
         * Format: date-time
         * @example 2026-11-21T10:00:00.123456Z
         */
        Utc: string;
        Version: {
            name: string;
            version: string;
        };
        WaitingCaller: {
            id: string;
            leg: string;
            name?: string | null;
            number?: string | null;
            /** Format: int32 */
            position: number;
            since?: components["schemas"]["Utc"] | null;
        };
        /** @enum {string} */
        Way: "in" | "out" | "both";
        /** @enum {string} */
        WebSocketTransport: "wss" | "ws" | "own";
        /** @enum {string} */
        Weekday: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        WholeUser: {
            agent?: string | null;
            disabled?: boolean;
            email?: string | null;
            login: string;
            name: string;
            password?: string | null;
            role: components["schemas"]["Role"];
        };
        /** @enum {string} */
        Whose: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
        WithPhone: {
            extension?: string | null;
            leg?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_api_agent: {
        parameters: {
            query?: {
                /** @example ready,talking */
                activity?: string;
                cursor?: string;
                limit?: number;
                queue?: string;
                team?: string;
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentItem"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentDefinition"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agent_agent: {
        parameters: {
            query?: {
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDetails"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_agent_agent: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentDefinition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_agent_agent: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agents: {
        parameters: {
            query?: {
                /** @example ready,talking */
                activity?: string;
                cursor?: string;
                limit?: number;
                queue?: string;
                team?: string;
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentItem"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentDefinition"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agents_agent: {
        parameters: {
            query?: {
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDetails"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_agents_agent: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentDefinition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_agents_agent: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agents_agent_activities: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentActivitySpan"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agents_agent_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agents_agent_extensions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentDesk"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agents_agent_login: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AgentLogin"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agents_agent_logout: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InQueues"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agents_agent_not_ready: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NotReady"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agents_agent_ready: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InQueues"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_agents_agent_wrap_up: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_agents_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnAgent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_audit: {
        parameters: {
            query?: {
                action?: string;
                cursor?: string;
                from?: string;
                limit?: number;
                login?: string;
                target?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEntry"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_auth_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginWays"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_auth_oidc_callback: {
        parameters: {
            query?: {
                code?: string;
                error?: string;
                error_description?: string;
                iss?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            303: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_auth_oidc_login: {
        parameters: {
            query?: {
                /** @example /calls */
                return?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            303: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_auth_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_auth_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_auth_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_auth_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_auth_sessions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_auth_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstAdministrator"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_call: {
        parameters: {
            query?: {
                agent?: string;
                answered?: boolean;
                cursor?: string;
                direction?: string;
                /** @example sale */
                disposition?: string;
                extension?: string;
                /** @example 2026-11-21T00:00:00Z */
                from?: string;
                limit?: number;
                live?: boolean;
                max_talk_s?: number;
                max_wait_s?: number;
                min_talk_s?: number;
                min_wait_s?: number;
                number?: string;
                order?: "newest" | "oldest" | "longest_talk" | "longest_wait";
                q?: string;
                queue?: string;
                /** @example answered,abandoned */
                status?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-11-22 */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CallItem"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_call_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecord"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls: {
        parameters: {
            query?: {
                agent?: string;
                answered?: boolean;
                cursor?: string;
                direction?: string;
                /** @example sale */
                disposition?: string;
                extension?: string;
                /** @example 2026-11-21T00:00:00Z */
                from?: string;
                limit?: number;
                live?: boolean;
                max_talk_s?: number;
                max_wait_s?: number;
                min_talk_s?: number;
                min_wait_s?: number;
                number?: string;
                order?: "newest" | "oldest" | "longest_talk" | "longest_wait";
                q?: string;
                queue?: string;
                /** @example answered,abandoned */
                status?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-11-22 */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CallItem"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Originate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecord"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_answer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_barge: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Listening"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_id_capabilities: {
        parameters: {
            query?: {
                leg?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capabilities"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_id_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_id_details: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetails"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_calls_id_disposition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Disposing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disposition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_dtmf: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Keys"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_hangup: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_hold: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_listen: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Listening"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_move: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Moving"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_mute: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Muting"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_id_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AboutCall"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_notes: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Noting"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_park: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Parking"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_pickup: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WithPhone"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_record_pause: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_record_resume: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_record_start: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_record_stop: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_id_recordings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Recording"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_retrieve: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WithPhone"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_takeover: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WithPhone"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_transfer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Transferring"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_transfer_cancel: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_transfer_complete: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_transfer_merge: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_transfer_swap: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_unhold: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OnLeg"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_unmute: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Muting"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_calls_id_whisper: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Listening"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_export: {
        parameters: {
            query?: {
                agent?: string;
                columns?: string;
                direction?: string;
                format?: "csv" | "xlsx" | "jsonl";
                from?: string;
                queue?: string;
                status?: string;
                /** @example calls */
                table?: string;
                /** @example Europe/Berlin */
                tz?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveCalls"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_calls_today_stats: {
        parameters: {
            query?: {
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TodayStats"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_configuration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationShown"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_configuration_apply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplyConfiguration"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applied"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_configuration_history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Applied"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_configuration_house: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["House"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_configuration_house: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["House"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["House"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_contacts: {
        parameters: {
            query?: {
                limit?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contacts"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_customers: {
        parameters: {
            query?: {
                cursor?: string;
                kind?: components["schemas"]["CustomerKind"];
                limit?: number;
                q?: string;
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_customers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_customers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_customers_id: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_customers_id: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_customers_id_note: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_customers_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_customers_import: {
        parameters: {
            query?: {
                dry_run?: boolean;
                map?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_customers_lookup: {
        parameters: {
            query: {
                /** @example +49 30 1234567 */
                number: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lookup"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_definitions_agents: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_definitions_extensions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ExtensionDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_definitions_queues: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_QueueDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_dispositions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DispositionCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_dispositions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DispositionCode"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispositionCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_dispositions_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispositionCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_dispositions_code: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DispositionCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispositionCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_dispositions_code: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_doctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Examination"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_events: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: string | null;
            };
            path: {
                ticket: string | null;
                topics: string | null;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_extensions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: string;
                team?: string;
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LiveExtension"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_extensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtensionDefinition"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtensionWithSecret"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_extensions_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtensionDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_extensions_number: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtensionDefinition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtensionDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_extensions_number: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_extensions_number_credentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credentials"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_extensions_number_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtensionWithSecret"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_extensions_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refreshed"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_ivrs: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_IvrDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_ivrs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IvrDefinition"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IvrDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_ivrs_ivr: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ivr: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IvrDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_ivrs_ivr: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                ivr: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IvrDefinition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IvrDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_ivrs_ivr: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                ivr: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_jobs_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_jobs_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_parking_space_retrieve: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                space: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WithPhone"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_pause_codes: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PauseCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pause_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseCode"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_pause_codes_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_pause_codes_code: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseCode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_pause_codes_code: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_pbx_agent_extensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentExtensions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pbx_hold: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PbxSession"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pbx_mute: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PbxSession"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pbx_originate: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PbxOriginate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_pbx_queues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PbxQueues"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_pbx_reporting: {
        parameters: {
            query?: {
                by?: "none" | "quarter" | "half_hour" | "hour" | "day" | "weekday" | "week" | "month" | "hour_of_day";
                compare?: "previous" | "yesterday" | "week" | "month";
                /** @example 2026-11-01 */
                from?: string;
                name?: string;
                period?: "today" | "yesterday" | "week" | "month" | "all" | "custom";
                scope?: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
                service_level_s?: number;
                short_abandon_s?: number;
                team?: string;
                to?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-12-01 */
                until?: string;
                week_start?: "monday" | "sunday";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_pbx_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveCalls"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pbx_transfer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PbxTransfer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pbx_unhold: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PbxSession"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_pbx_unmute: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PbxSession"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_queue: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LiveQueue"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueDefinition"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_queue_queue: {
        parameters: {
            query?: {
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDetails"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_queue_queue: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueDefinition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_queue_queue: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_queues: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LiveQueue"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_queues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueDefinition"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_queues_queue: {
        parameters: {
            query?: {
                /** @example Europe/Berlin */
                tz?: string;
            };
            header?: never;
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDetails"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_queues_queue: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueDefinition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_queues_queue: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_queues_queue_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDefinition"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_recordings: {
        parameters: {
            query?: {
                agent?: string;
                call?: string;
                cursor?: string;
                from?: string;
                limit?: number;
                queue?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Recording"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_recordings_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_recordings_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_recordings_id_audio: {
        parameters: {
            query?: {
                download?: boolean;
            };
            header?: {
                "If-Range"?: string | null;
                Range?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_report: {
        parameters: {
            query?: {
                by?: "none" | "quarter" | "half_hour" | "hour" | "day" | "weekday" | "week" | "month" | "hour_of_day";
                compare?: "previous" | "yesterday" | "week" | "month";
                /** @example 2026-11-01 */
                from?: string;
                name?: string;
                period?: "today" | "yesterday" | "week" | "month" | "all" | "custom";
                scope?: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
                service_level_s?: number;
                short_abandon_s?: number;
                team?: string;
                to?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-12-01 */
                until?: string;
                week_start?: "monday" | "sunday";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_reports: {
        parameters: {
            query?: {
                by?: "none" | "quarter" | "half_hour" | "hour" | "day" | "weekday" | "week" | "month" | "hour_of_day";
                compare?: "previous" | "yesterday" | "week" | "month";
                /** @example 2026-11-01 */
                from?: string;
                name?: string;
                period?: "today" | "yesterday" | "week" | "month" | "all" | "custom";
                scope?: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
                service_level_s?: number;
                short_abandon_s?: number;
                team?: string;
                to?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-12-01 */
                until?: string;
                week_start?: "monday" | "sunday";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_reports_calls: {
        parameters: {
            query: {
                by?: "none" | "quarter" | "half_hour" | "hour" | "day" | "weekday" | "week" | "month" | "hour_of_day";
                compare?: "previous" | "yesterday" | "week" | "month";
                /** @example abandoned */
                figure: string;
                /** @example 2026-11-01 */
                from?: string;
                limit?: number;
                name?: string;
                period?: "today" | "yesterday" | "week" | "month" | "all" | "custom";
                scope?: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
                service_level_s?: number;
                short_abandon_s?: number;
                team?: string;
                to?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-12-01 */
                until?: string;
                week_start?: "monday" | "sunday";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BehindFigure"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_reports_definitions: {
        parameters: {
            query?: {
                scope?: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definitions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_reports_export: {
        parameters: {
            query?: {
                by?: "none" | "quarter" | "half_hour" | "hour" | "day" | "weekday" | "week" | "month" | "hour_of_day";
                compare?: "previous" | "yesterday" | "week" | "month";
                format?: "csv" | "json";
                /** @example 2026-11-01 */
                from?: string;
                name?: string;
                period?: "today" | "yesterday" | "week" | "month" | "all" | "custom";
                scope?: "queues" | "agents" | "teams" | "extensions" | "trunks" | "floor";
                service_level_s?: number;
                short_abandon_s?: number;
                team?: string;
                to?: string;
                /** @example Europe/Berlin */
                tz?: string;
                /** @example 2026-12-01 */
                until?: string;
                week_start?: "monday" | "sunday";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_settings: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_settings_found: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundEndpoints"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_settings_reconclude: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_teams: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Team"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_teams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Team"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_teams_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_teams_team: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Team"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_teams_team: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_tokens: {
        parameters: {
            query?: {
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeToken"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_users: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_users_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_users_id: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WholeUser"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_users_id: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_api_users_id: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_users_id_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_ws_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_agent_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterLogin"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_agent_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterAgent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_agent_not_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterNotReady"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_agent_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterAgent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_call_center_api_agent_status: {
        parameters: {
            query?: {
                agent_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAgentStatus"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_call_answer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterCall"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_call_drop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterCall"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_call_hold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterCall"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_call_ringing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterRinging"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterHint"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_call_transfer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterTransfer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_call_center_api_call_unhold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallCenterCall"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCenterAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_call_center_api_customer_customer_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerData"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    get_docs_docs_css: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                };
            };
        };
    };
    get_docs_docs_js: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
        };
    };
    get_healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    get_sip: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
        };
    };
    get_ws: {
        parameters: {
            query?: {
                ticket?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ws_v1: {
        parameters: {
            query?: {
                ticket?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
