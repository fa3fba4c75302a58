// Written by scripts/types.js from /api/openapi.json; do not edit.
export interface paths {
    "/api/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest answers first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description At most this many, 1 to 1,000; 50 without it. */
                    limit: number | null;
                    /** @description Words that the question holds, whatever their case. */
                    search: string | null;
                    /** @description Only those of this conversation. */
                    conversation: string | null;
                    /** @description Only those asked before this instant, RFC 3339: `asked_at` of the last of a page gives the next. */
                    before: string | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AnswerSummary"][];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An answer as it was given. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The answer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer as it was given */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KeptAnswer"];
                    };
                };
                /** @description No such answer */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps what somebody thinks of an answer; the last word counts. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The answer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FeedbackIn"];
                };
            };
            responses: {
                /** @description It is kept */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Feedback"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such answer */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{id}/investigate/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Runs the investigation of an answer on: with hypotheses put aside, further tags, or over another time. Events as those
         *     of `/api/ask/events`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of an answer that investigated */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Steer"];
                };
            };
            responses: {
                /** @description The stages, then the answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs an answer's plan again and says whether the answer still holds. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The answer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Whether it still holds, and the answer as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Replayed"];
                    };
                };
                /** @description No such answer */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/append": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps samples, all of the request or none; on disk when the response is sent.
         * @description JSON, or InfluxDB line protocol as `text/plain`. The last write wins on a tag and time.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Append"];
                    "text/plain": string;
                };
            };
            responses: {
                /** @description All were kept */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appended"];
                    };
                };
                /** @description A sample is wrong; none was kept */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description More than 32 MiB */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers a question. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Ask"];
                };
            };
            responses: {
                /** @description The answer; also when it is a question back or an abstention */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Answer"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description Too many questions at once */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ask/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answers a question and tells each stage as it is reached.
         * @description Server-sent events: one `asking` with the id by which it can be stopped (`{"id": "…"}`), then `stage`
         *     (`{"stage": "linked", …}`), at the end one `answer` with the answer object, or one `error`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Ask"];
                };
            };
            responses: {
                /** @description The stages, then the answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/asking/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a question that is being answered. It ends soon, with an answer of the code PW5003, which is not kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the event `asking` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Whether it was still being answered */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Stopped"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is known of one asset. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The asset's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The asset */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetOut"];
                    };
                };
                /** @description No such asset */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
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
        /** What was asked, imported, pinned and judged, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description At most this many, 1 to 1,000; 100 without it. */
                    limit: number | null;
                    /** @description Only what was done before this instant: `at` of the last of a page gives the next. */
                    before: string | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditEvent"][];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every board, by title. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Every board */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Board"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A board. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The board's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The board */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Board"];
                    };
                };
                /** @description No such board */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /**
         * Keeps a board under an id of the caller's choice, in place of one that has it; on disk when the
         *     response is sent.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description 1 to 64 letters, digits, - and _ */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BoardIn"];
                };
            };
            responses: {
                /** @description The board as it is kept */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Board"];
                    };
                };
                /** @description This is no board */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Deletes a board and gives it back. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The board's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The board as it was */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Board"];
                    };
                };
                /** @description No such board */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Samples of tags as a file, sent while it is written.
         * @description As recorded: `tag,time,value,quality`, one row a sample. With `every`, means: `time` and a
         *     column for each tag.
         */
        get: {
            parameters: {
                query: {
                    /** @description Ids of 1 to 64 tags, comma separated */
                    tags: string;
                    /** @description RFC 3339, plant-local date or time, or milliseconds; the first sample without it */
                    from?: string;
                    /** @description Likewise, exclusive; after the last sample without it */
                    to?: string;
                    /** @description csv or parquet; csv without it */
                    format?: string;
                    /** @description Means of stretches of this length, such as 60s, counted from the window's start */
                    every?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such tag */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last word on each answer, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `like` or `dislike`; both without it. */
                    verdict: ("like" | "dislike") | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Feedback"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feedback.jsonl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as cases of a question suite, one JSON object a line.
         * @description A liked answer is expected as it was given; a disliked one stands there without `expect`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `like` or `dislike`; both without it. */
                    verdict: ("like" | "dislike") | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description JSON lines */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a file: its bytes are the body. It is imported as `plantwright import` does; what cannot
         *     be read is set aside, and handing in the same file again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The file's own name, without a folder; its ending says how to read it. */
                    name: string;
                    /** @description `history`, `records` or `document`; found out without it. */
                    kind: ("history" | "records" | "document") | null;
                };
                cookie?: never;
            };
            /** @description The file's bytes */
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description The file is on disk and will be imported */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportTaken"];
                    };
                };
                /** @description No such file is taken */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description More than 16 GiB */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description Too many imports wait */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports of this and earlier runs, newest first, at most 200. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportSummary"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import, with what was set aside. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The import's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The import */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportOut"];
                    };
                };
                /** @description No such import */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells how an import comes along.
         * @description Server-sent events named `progress` (an `ImportSummary`), then one `ended` with the whole import
         *     (an `ImportOut`).
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The import's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Progress, then the end */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description No such import */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Last values, how they stand to their limits, and a short curve behind each. */
        get: {
            parameters: {
                query?: {
                    /** @description Id of an asset: its tags and those of everything below it */
                    asset?: string;
                    /** @description Instead: ids of 1 to 64 tags, comma separated */
                    tags?: string;
                    /** @description Length of the curve up to now, such as 24h; none without it */
                    spark?: string;
                    /** @description Points of the curve, at most 500; 48 without it */
                    points?: number;
                    /** @description Tags of a page, at most 500; 100 without it */
                    limit?: number;
                    /** @description How many to pass over */
                    offset?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page, in the order of the tree */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LatestPage"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such asset or tag */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/learned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that was learnt, oldest first; also what was forgotten since. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Oldest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Learned"][];
                    };
                };
            };
        };
        put?: never;
        /** Teaches what a question means, or what an asset or a tag is called. It is in force with the next question. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LessonIn"];
                };
            };
            responses: {
                /** @description It is kept */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Learned"];
                    };
                };
                /** @description The request is wrong, or the meaning does not fit */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such asset or tag */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/learned/{id}/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an example or a name out of force; nothing is deleted. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the example or name */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ForgetIn"];
                };
            };
            responses: {
                /** @description It is no longer in force */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Learned"];
                    };
                };
                /** @description Nothing of that id */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logbook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is in force: drafts of work orders, notes, and watches with how they stand now.
         * @description Watches are evaluated when this is asked, over the last `days` up to the plant's now.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of an asset: what is on it, on anything below it, or on a tag of theirs. */
                    asset: string | null;
                    /** @description Days that watches are looked at over, 1 to 366; 1 without it. */
                    days: number | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Logbook"];
                    };
                };
                /** @description No such asset */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plant: the tree of assets, the first tags with their coverage and newest values, tables. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The plant */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlantInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a problem's code means, in Markdown. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description A code such as PW1234 */
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Its page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/markdown": string;
                    };
                };
                /** @description No such code */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proposals, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Only those that are `open`, `expired`, `confirmed`, `declined` or `undone`. */
                    state: ("open" | "expired" | "confirmed" | "declined" | "undone") | null;
                    /** @description At most this many, 1 to 1,000; 200 without it. */
                    limit: number | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Proposes what a tool that writes drafts. Nothing else is written until a person confirms it.
         * @description The very same content, waiting or in force, is given back instead of being proposed again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProposalIn"];
                };
            };
            responses: {
                /** @description The proposal */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description The request is wrong, or too many proposals wait */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description The tool acts on the plant itself */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such asset, tag or answer */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A proposal. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The proposal's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The proposal */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description No such proposal */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts a proposal in force on a named person's word.
         * @description The same person may say it twice; it is done once. What the proposal refers to must still be there.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The proposal's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WordIn"];
                };
            };
            responses: {
                /** @description It is in force */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Nobody is named */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such proposal */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description It was decided otherwise, expired, or refers to what is not there any more */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says no to a proposal. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The proposal's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WordIn"];
                };
            };
            responses: {
                /** @description It is declined */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Nobody is named */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such proposal */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description It was decided otherwise */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes what was confirmed out of force. Nothing is deleted: that it was undone is added. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The proposal's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WordIn"];
                };
            };
            responses: {
                /** @description It is out of force */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposal"];
                    };
                };
                /** @description Nobody is named */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such proposal */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description It is not in force */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/{table}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of a table: filtered, sorted, or in groups; a page at a time. */
        get: {
            parameters: {
                query?: {
                    /** @description Records that happened then or later */
                    from?: string;
                    /** @description Records that happened before */
                    to?: string;
                    /** @description Id of an asset, with everything below it */
                    asset?: string;
                    /** @description column:op:value, all of which hold; op is eq, ne, lt, le, gt, ge, contains or in (a list with commas) */
                    filter?: string[];
                    /** @description Column to sort by; as filed without it */
                    sort?: string;
                    /** @description asc or desc */
                    order?: string;
                    /** @description Column: how many records have which value, instead of the records */
                    group?: string;
                    /** @description Records or groups of a page, at most 5,000; 100 without it */
                    limit?: number;
                    /** @description How many to pass over */
                    offset?: number;
                };
                header?: never;
                path: {
                    /** @description Name of the table */
                    table: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecordsOut"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such table, column or asset */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Assets, tags and tables by their names, ids, aliases and descriptions; best first.
         * @description Forgives a mistyped letter in a longer word, and takes parts of words.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Words; without any, the top assets and the tables. */
                    q: string;
                    /** @description At most this many, 1 to 200; 20 without it. */
                    limit: number | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What was found, best first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchHit"][];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Curves of tags at any zoom: as many points as asked for, no spike lost. */
        get: {
            parameters: {
                query: {
                    /** @description Ids of 1 to 64 tags, comma separated */
                    tags: string;
                    /** @description RFC 3339, plant-local date or time, or milliseconds; the first sample without it */
                    start?: string;
                    /** @description Likewise, exclusive; after the last sample without it */
                    end?: string;
                    /** @description Points a curve, at most 20,000; 1,000 without it */
                    pixels?: number;
                    /** @description Unit to convert to; the tag's own without it */
                    unit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The curves */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SeriesOut"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such tag */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs one read-only query. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SqlIn"];
                };
            };
            responses: {
                /** @description The rows */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SqlOut"];
                    };
                };
                /** @description The query is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description The query does more than read */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description The query needs more time or memory than it may have */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics of tags in a window, with gaps. */
        get: {
            parameters: {
                query: {
                    /** @description Ids of 1 to 64 tags, comma separated */
                    tags: string;
                    /** @description RFC 3339, plant-local date or time, or milliseconds; the first sample without it */
                    from?: string;
                    /** @description Likewise, exclusive; after the last sample without it */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description One entry a tag */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StatisticsOut"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such tag */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Questions about this plant, or that lead on from an answer. Each was planned on this plant
         *     before it is offered.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `en` or `zh`; without it the answer's, else the plant's. */
                    language: ("en" | "zh") | null;
                    /** @description Id of an answer: questions that lead on from it. */
                    answer: string | null;
                    /** @description At most this many, 1 to 20; 6 without it. */
                    limit: number | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most as many as asked for */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Suggestion"][];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such answer */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the program, its store and its machine stand. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description As of now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SystemOut"];
                    };
                };
                /** @description The store cannot be read */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tables of records. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Every table */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TableInfo"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags of the plant or below an asset, a page at a time. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of an asset: its tags and those of everything below it. Every tag without it. */
                    asset: string | null;
                    /** @description At most this many, 1 to 1,000; 100 without it. */
                    limit: number | null;
                    /** @description How many to pass over. */
                    offset: number | null;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagPage"];
                    };
                };
                /** @description The request is wrong */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such asset */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tools that a plan may use. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Every tool, in the order of the registry */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolInfo"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/work-orders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drafts of work orders in force as CSV, to be handed to a CMMS. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A row each, newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
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
        /** Whether the process is there. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mcp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a message of the Model Context Protocol (streamable HTTP).
         * @description `initialize` begins a session, whose id comes in `Mcp-Session-Id`; messages without one are
         *     answered all the same, but cannot be cancelled by a message.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            /** @description A JSON-RPC 2.0 message */
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                /** @description The response, also when it is an error of the protocol */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description A notification was taken */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description This is no message, or of a version that is not spoken here */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description The token is missing or wrong */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such session */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
            };
        };
        /** Ends a session of the Model Context Protocol. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It has ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description No such session */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
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
        /** Prometheus metrics, text format. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Prometheus text format */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
            };
        };
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
        /** Whether questions are taken now. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description They are */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description The server is stopping, or its store cannot be read */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answers the last question of a conversation; the earlier ones are what it may refer back to.
         * @description For programs that speak to OpenAI's API. With `stream`, server-sent events, the last `[DONE]`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChatIn"];
                };
            };
            responses: {
                /** @description The answer; also when it is a question back or an abstention */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChatOut"];
                    };
                };
                /** @description The request is wrong, or wants what is not done here */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChatErrorOut"];
                    };
                };
                /** @description The token is missing or wrong */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
                /** @description No such model */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChatErrorOut"];
                    };
                };
                /** @description Too many questions at once */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChatErrorOut"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The models that chat clients may choose from: one. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The one model */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelsOut"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A model by its name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description plantwright */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The model */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelOut"];
                    };
                };
                /** @description No such model */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChatErrorOut"];
                    };
                };
            };
        };
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
        /** @description A computed answer with everything that it rests on. */
        Answer: {
            citations: components["schemas"]["Citation"][];
            /** @description For `abstained` and `error`: a problem's code. */
            code?: string | null;
            /** @description What was run to get it. */
            evidence: components["schemas"]["Evidence"][];
            grounding: components["schemas"]["Grounding"];
            /** @description Stable; `GET /api/answers/{id}` shows it again. */
            id: string;
            language: components["schemas"]["Language"];
            /** @description What was run. */
            plan: components["schemas"]["Plan"];
            /** @description `builtin`, or the model's name. */
            planner: string;
            /**
             * Format: double
             * @description How likely the built-in planner finds the reading that its plan rests on, 0 to 1; 0 where it has no plan for what a
             *     larger model may find out. Missing where it weighed no readings.
             */
            probability?: number | null;
            /** @description For `clarify`: what is asked back. */
            question?: string | null;
            reading?: components["schemas"]["Reading"] | null;
            status: components["schemas"]["Status"];
            text: string;
            /** Format: double */
            took_ms: number;
            /** @description The direct result, in the order asked for; for `clarify`, the choices. */
            values: components["schemas"]["AnswerValue"][];
        };
        /** @description An answer that was given, without its evidence. */
        AnswerSummary: {
            /** @description RFC 3339, UTC. */
            asked_at: string;
            conversation?: string | null;
            id: string;
            question: string;
            status: components["schemas"]["Status"];
        };
        /** @description One direct result. */
        AnswerValue: {
            /** @description What the value is of. */
            label: string;
            /** @description The instant that belongs to the value. */
            time?: string | null;
            /** @description UCUM code. */
            unit?: string | null;
            /** @description A number, an id, an instant (RFC 3339 with offset), a date or a boolean. */
            value: components["schemas"]["Cell"];
            /** @description The period that the value stands for, half-open. */
            window?: string[] | null;
        };
        /** @description Samples to keep. */
        Append: {
            samples: components["schemas"]["SampleIn"][];
        };
        /** @description What was kept: all of it, on disk. */
        Appended: {
            accepted: number;
        };
        /** @description A hypothesis, as the answer has it. */
        Aside: {
            subject: string;
            what: string;
        };
        /** @description A question. Fields not named here are passed over. */
        Ask: {
            /** @description Any string: questions with the same one may refer back to each other. */
            conversation?: string | null;
            /**
             * @description Whether the answer is kept; a board that asks every minute wants it not to be.
             * @default true
             */
            keep: boolean;
            language?: components["schemas"]["Language"] | null;
            /** @description Who plans: `builtin` (as without it), `auto` (a model where the built-in planner has no plan), or the name of a model. */
            planner?: string | null;
            /** @example How much energy did the compressor use yesterday? */
            question: string;
            /**
             * @description Earlier questions that this one may refer back to, in order, at most 50. With them, what the
             *     conversation was before is not looked at: for a question that is asked in place of another.
             */
            turns?: string[];
        };
        /** @description An asset in the tree; `GET /api/assets/{id}` says all of it. */
        AssetNode: {
            /** @description Other names; a reader of another language finds the own one among them. */
            aliases: string[];
            id: string;
            kind?: string | null;
            name: string;
            parent?: string | null;
            /** @description Tags on this asset itself. */
            tags: number;
        };
        /** @description All that is known of one asset. */
        AssetOut: {
            aliases: string[];
            children: components["schemas"]["AssetNode"][];
            description: string;
            documents: components["schemas"]["DocumentOut"][];
            failure_modes?: components["schemas"]["FailureModesOut"] | null;
            id: string;
            kind?: string | null;
            name: string;
            parent?: string | null;
            /** @description From the one above to the top. */
            parents: components["schemas"]["AssetNode"][];
            /** @description The newest 20 questions whose evidence names the asset or a tag of it. */
            questions: components["schemas"]["AnswerSummary"][];
            records: components["schemas"]["AssetRecordsOut"][];
            /** @description On the asset itself, without newest values: `GET /api/latest?asset=` has those. */
            tags: components["schemas"]["TagInfo"][];
            /** @description How many tags are on everything below it. */
            tags_below: number;
        };
        /** @description Records of one table that name an asset. */
        AssetRecordsOut: {
            kind: components["schemas"]["RecordKind"];
            /** @description Time of the newest of the latter, plant-local RFC 3339. */
            newest?: string | null;
            /**
             * Format: int64
             * @description That name the asset itself.
             */
            records: number;
            table: string;
            /**
             * Format: int64
             * @description That name the asset or anything below it.
             */
            with_below: number;
        };
        /** @enum {string} */
        AuditAction: "asked" | "imported" | "board_saved" | "board_deleted" | "liked" | "disliked" | "taught" | "forgotten" | "exported" | "called" | "model_asked" | "model_answered" | "outside_asked" | "outside_answered" | "proposed" | "confirmed" | "declined" | "undone";
        /** @description One thing that was done. */
        AuditEvent: {
            action: components["schemas"]["AuditAction"];
            /** @description RFC 3339, UTC. */
            at: string;
            status?: components["schemas"]["Status"] | null;
            /**
             * @description Id of what it was done to or with: an answer, a board, an import, a tool, a proposal. Of a
             *     model's call, the answer that it was made for.
             */
            subject: string;
            /** @description As a person reads it: the question, the board's title, the file's name. */
            text: string;
            /** @description The name that was given where one is asked for; else `local`, this machine's user. */
            who: string;
        };
        /** @description A board of pinned answers. */
        Board: {
            /** @description RFC 3339, UTC. */
            changed_at: string;
            id: string;
            tiles: components["schemas"]["Tile"][];
            title: string;
        };
        /** @description A board as it is to be. */
        BoardIn: {
            /** @description At most 200. */
            tiles: components["schemas"]["Tile"][];
            /** @description 1 to 200 characters. */
            title: string;
        };
        /** @description One field: nothing, yes or no, a number, or a text (also an instant, RFC 3339) */
        Cell: null | boolean | number | string;
        ChatChoice: {
            /** @description `stop`. */
            finish_reason: string;
            /** Format: int32 */
            index: number;
            /** @description Always null. */
            logprobs?: Record<string, never> | null;
            message: components["schemas"]["ChatReply"];
        };
        ChatError: {
            /** @description `PW7042`; `GET /api/problems/{code}` explains it. */
            code: string;
            message: string;
            /** @description Always null. */
            param?: string | null;
            /** @description `invalid_request_error` or `server_error`. */
            type: string;
        };
        /** @description An error in the shape that OpenAI's clients read. */
        ChatErrorOut: {
            error: components["schemas"]["ChatError"];
        };
        /**
         * @description A conversation whose last message is the question. What steers a language model (temperature and
         *     the like) is passed over; what would change the shape of the answer is refused.
         */
        ChatIn: {
            /** @description As `tools`, as older clients name them. */
            functions?: Record<string, never>[] | null;
            messages: components["schemas"]["ChatMessage"][];
            /** @example plantwright */
            model: string;
            /**
             * Format: int32
             * @description There is one answer.
             */
            n?: number | null;
            /** @description Only `{"type": "text"}`. */
            response_format?: Record<string, never> | null;
            /** @description Server-sent events in place of one object. */
            stream?: boolean | null;
            stream_options?: components["schemas"]["StreamOptions"] | null;
            tool_choice?: Record<string, never> | null;
            /** @description Tools of the client are not called: refused when there are any and `tool_choice` is not `none`. */
            tools?: Record<string, never>[] | null;
        };
        /** @description A message. Those of the user are questions; those of others are not read. */
        ChatMessage: {
            /** @description Text, or a list of parts of type `text`. */
            content?: string | null;
            /** @description `user`, `assistant`, `system` or `developer`. */
            role: string;
        };
        /** @description An answer. */
        ChatOut: {
            choices: components["schemas"]["ChatChoice"][];
            /**
             * Format: int64
             * @description Seconds since 1970 UTC.
             */
            created: number;
            id: string;
            model: string;
            /** @description `chat.completion`. */
            object: string;
            /** @description The whole answer with its evidence; clients that do not know the field pass it over. */
            plantwright: components["schemas"]["Answer"];
            usage: components["schemas"]["ChatUsage"];
        };
        ChatReply: {
            content: string;
            /** @description Always null. */
            refusal?: string | null;
            /** @description `assistant`. */
            role: string;
        };
        /** @description Tokens of a language model: none is used by the built-in planner. */
        ChatUsage: {
            /** Format: int64 */
            completion_tokens: number;
            /** Format: int64 */
            prompt_tokens: number;
            /** Format: int64 */
            total_tokens: number;
        };
        /** @description One check, as `plantwright doctor` prints it. */
        CheckOut: {
            /** @description What to do where it did not come out well. */
            advice: string;
            found: string;
            outcome: components["schemas"]["CheckOutcome"];
            what: string;
        };
        /** @enum {string} */
        CheckOutcome: "good" | "warn" | "fail";
        /** @description A page of a document. */
        Citation: {
            document: string;
            /** Format: int32 */
            page: number;
            quote: string;
        };
        /** @description One thing that was found, with its numbers. */
        Clue: {
            /** @description Id of the tag, asset, table or record. */
            subject: string;
            /** @description In words, in the language of the answer. */
            text?: string;
            values?: components["schemas"]["AnswerValue"][];
            /** @description What kind of thing: `changed_before`, `record_says`, `stuck`, ... */
            what: string;
        };
        /** @description A column of a table. */
        ColumnInfo: {
            description: string;
            /**
             * Format: int64
             * @description How many different values.
             */
            distinct: number;
            kind: components["schemas"]["ColumnType"];
            name: string;
            /** @description The most frequent values with their counts, at most 20. */
            values: components["schemas"]["ValueCount"][];
        };
        /**
         * @description What a column holds; instants are RFC 3339.
         * @enum {string}
         */
        ColumnType: "number" | "integer" | "boolean" | "time" | "text";
        /**
         * @description How much speaks for a hypothesis: a count of kinds of evidence, no probability.
         * @enum {string}
         */
        Confidence: "weak" | "possible" | "likely";
        /** @description One tag's curve. */
        Curve: {
            /** @description Stretches with samples that are not good, in order; bad ones are in no point. */
            flagged: components["schemas"]["Flagged"][];
            name: string;
            points: components["schemas"]["CurvePoint"][];
            /**
             * Format: int64
             * @description Samples behind the points.
             */
            samples: number;
            symbol?: string | null;
            tag: string;
            /** @description UCUM code of the values. */
            unit?: string | null;
        };
        /** @description A stretch of a curve as wide as a pixel. */
        CurvePoint: {
            /** Format: double */
            max: number;
            /** Format: double */
            mean: number;
            /** Format: double */
            min: number;
            /**
             * Format: int64
             * @description Begin of the stretch, milliseconds since the epoch.
             */
            t: number;
        };
        /** @description A document of the plant whose name says that it is about the asset. */
        DocumentOut: {
            /** Format: int64 */
            bytes: number;
            /** @description Relative to the plant's folder. */
            path: string;
        };
        /**
         * @description What running a tool does to the world.
         * @enum {string}
         */
        Effect: "read_only" | "writes" | "actuates";
        /** @description A stretch of time in which a condition held. */
        Episode: {
            end: string;
            /** Format: double */
            seconds: number;
            start: string;
        };
        /** @description What every refused request gets. */
        Error: {
            /**
             * @description `PW7004`; `GET /api/problems/{code}` explains it.
             * @example PW7004
             */
            code: string;
            /** @description What to do about it. */
            help: string;
            message: string;
        };
        /** @description One call of a tool and what it found, complete enough to run again. */
        Evidence: {
            /** @description By name of the parameter, as the tool got them. */
            arguments: {
                [key: string]: unknown;
            };
            id: string;
            /** @description How it was computed and what was left out; not sent when there is nothing to say. */
            notes?: string[];
            quality?: components["schemas"]["QualityShare"] | null;
            /** @description The same asked in SQL. */
            query?: string | null;
            result: components["schemas"]["Findings"];
            /**
             * Format: int64
             * @description Samples or rows that the result rests on.
             */
            rows: number;
            tool: string;
            values: components["schemas"]["AnswerValue"][];
            /** @description Half-open, RFC 3339 UTC. */
            window?: string[] | null;
        };
        Example: {
            /** @description A JSON object as text. */
            arguments: string;
            question: string;
        };
        /**
         * @description Where a person proposes.
         * @enum {string}
         */
        Face: "api" | "page" | "command_line";
        /** @description Failure modes as their table has them. */
        FailureModesOut: {
            columns: components["schemas"]["ResultColumn"][];
            rows: components["schemas"]["Cell"][][];
        };
        /** @description The last word on an answer. */
        Feedback: {
            /** @description Id of the answer. */
            answer: string;
            /** @description RFC 3339, UTC. */
            at: string;
            question: string;
            reason: string;
            verdict: components["schemas"]["Verdict"];
        };
        /** @description What somebody thinks of an answer. */
        FeedbackIn: {
            /** @description Why, at most 4,000 characters. */
            reason?: string;
            verdict: components["schemas"]["Verdict"];
        };
        /** @description The result by kind; every surface draws by this alone. */
        Findings: {
            /** @description Numbers beside it by name: count, std, minimum, confidence bounds, ... */
            details: components["schemas"]["AnswerValue"][];
            episodes: components["schemas"]["Episode"][];
            /** @enum {string} */
            kind: "quantity";
            /** @description Id of the tag, asset or table that it is of. */
            subject: string;
            /** @description UCUM code. */
            unit?: string | null;
            /** Format: double */
            value: number;
            /** @description `mean`, `max`, `count`, `duration`, `difference`, `slope`, `correlation`, ... */
            what: string;
        } | {
            /** @enum {string} */
            kind: "instant";
            subject: string;
            /** @description RFC 3339 with offset. */
            time: string;
            unit?: string | null;
            /** Format: double */
            value?: number | null;
            what: string;
        } | {
            details: components["schemas"]["AnswerValue"][];
            /** @enum {string} */
            kind: "verdict";
            subject: string;
            verdict: boolean;
            what: string;
        } | {
            columns: components["schemas"]["ResultColumn"][];
            /** @enum {string} */
            kind: "table";
            rows: components["schemas"]["Cell"][][];
            /** Format: int64 */
            total_rows: number;
            what: string;
        } | {
            /** @enum {string} */
            kind: "series";
            series: components["schemas"]["SeriesResult"][];
        } | {
            facts: components["schemas"]["AnswerValue"][];
            /** @enum {string} */
            kind: "facts";
            subject: string;
            what: string;
        } | {
            /** @description Those that most speaks for first. */
            hypotheses: components["schemas"]["Hypothesis"][];
            /** @enum {string} */
            kind: "investigation";
            /** @description What happened to it, or that nothing did. */
            premise: components["schemas"]["Clue"];
            /** @description What was looked at, in order. */
            steps: components["schemas"]["Clue"][];
            /** @description The tag, asset or record that was asked about. */
            subject: string;
        };
        /** @description One firing of a watch. */
        Firing: {
            /** @description When the condition had lasted long enough. */
            at: string;
            end: string;
            start: string;
        };
        /** @description A stretch of time with samples that are not good. */
        Flagged: {
            /**
             * Format: int64
             * @description Milliseconds since the epoch, half-open.
             */
            from: number;
            /** @description `bad` where one of them is bad, else `uncertain`. */
            quality: components["schemas"]["Quality"];
            /** Format: int64 */
            to: number;
        };
        /** @description Who takes it out of force. */
        ForgetIn: {
            by?: string | null;
        };
        /** @description Times between samples that are longer than usual. */
        GapsOut: {
            /** Format: int64 */
            count: number;
            /**
             * Format: double
             * @description Only what is longer than this counts.
             */
            longer_than_s: number;
            /** @description The longest, plant-local RFC 3339. */
            longest?: string[] | null;
            /** Format: double */
            longest_s?: number | null;
            /** Format: double */
            total_s: number;
        };
        /** @description Numbers in the text, and how many of them some evidence holds. */
        Grounding: {
            /** Format: int32 */
            numbers: number;
            /** Format: int32 */
            supported: number;
        };
        GroupOut: {
            /** @description As a person reads it: a code with what it means, an asset by its name. */
            label: string;
            /** Format: int64 */
            records: number;
            value: components["schemas"]["Cell"];
        };
        /** @description How many records have which value; most records first. */
        GroupsOut: {
            column: string;
            groups: components["schemas"]["GroupOut"][];
            /** @description Groups on all pages. */
            total: number;
        };
        /** @enum {string} */
        HitKind: "asset" | "tag" | "table";
        /** @description One thing that may lie behind what happened. */
        Hypothesis: {
            against: components["schemas"]["Clue"][];
            /** @description What a person may check next. */
            checks: components["schemas"]["Clue"][];
            confidence: components["schemas"]["Confidence"];
            for: components["schemas"]["Clue"][];
            /** @description What would tell more and is not there. */
            missing: components["schemas"]["Clue"][];
            /** @description Id of the tag, asset or record, or the failure mode. */
            subject: string;
            /** @description In words, in the language of the answer. */
            text?: string;
            /** @description `sensor`, `setpoint`, `operation`, `recorded`, `event`, `failure_mode`, `asset`, `ambient`, `load`, `usual_course`. */
            what: string;
        };
        /** @enum {string} */
        ImportKind: "history" | "records" | "document";
        /** @description An import, with what was set aside. */
        ImportOut: components["schemas"]["ImportSummary"] & {
            /** @description How the file was understood, where that was not plain. */
            notes: string[];
            /** @description How many were set aside for which reason. */
            reasons: {
                [key: string]: number;
            };
            /** @description The first thousand that were set aside. */
            rejects: components["schemas"]["RejectOut"][];
        };
        /**
         * @description `done` also when rows were set aside; `failed` when nothing of the file is in the store.
         * @enum {string}
         */
        ImportState: "waiting" | "running" | "done" | "failed";
        /** @description How an import comes along. */
        ImportSummary: {
            /** Format: int64 */
            bytes: number;
            ended_at?: string | null;
            /** @description Where the file lies, relative to the plant's folder. */
            file?: string | null;
            /** @description RFC 3339, UTC. */
            handed_in_at: string;
            id: string;
            kind?: components["schemas"]["ImportKind"] | null;
            /** @description The file's name as it was handed in. */
            name: string;
            /**
             * Format: int64
             * @description Bytes of the file, and those that are done with.
             */
            of_bytes: number;
            problem?: components["schemas"]["Error"] | null;
            /**
             * Format: int64
             * @description Rows and fields that were set aside.
             */
            rejected: number;
            /** Format: int64 */
            rows: number;
            /** Format: double */
            rows_per_s: number;
            /** Format: int64 */
            samples: number;
            /**
             * Format: double
             * @description Estimate while it runs.
             */
            seconds_left?: number | null;
            state: components["schemas"]["ImportState"];
            /** @description The table that its records went to. */
            table?: string | null;
            /** @description Whether everything in it was in the store already. */
            unchanged: boolean;
        };
        /** @description A file was taken. */
        ImportTaken: {
            /** @description `GET /api/imports/{id}` tells how it comes along. */
            id: string;
        };
        /** @description An answer that was given. */
        KeptAnswer: {
            answer: components["schemas"]["Answer"];
            /** @description RFC 3339, UTC. */
            asked_at: string;
            conversation?: string | null;
            question: string;
        };
        /** @enum {string} */
        Language: "en" | "zh";
        /** @description A newest value. */
        Latest: {
            quality: components["schemas"]["Quality"];
            /** @description Plant-local RFC 3339. */
            time: string;
            value: components["schemas"]["Cell"];
        };
        /** @description Last values of tags, a page at a time. */
        LatestPage: {
            /** @description What ages count from, plant-local RFC 3339. */
            now: string;
            offset: number;
            tags: components["schemas"]["LatestTag"][];
            /** @description Tags on all pages. */
            total: number;
        };
        /** @description The last value of a tag. */
        LatestTag: {
            /**
             * Format: double
             * @description Seconds from the sample to now.
             */
            age_s?: number | null;
            asset?: string | null;
            limits: components["schemas"]["Limits"];
            name: string;
            quality?: components["schemas"]["Quality"] | null;
            /** @description Least and greatest of each stretch up to now; empty when none was asked for. */
            spark: components["schemas"]["SparkPoint"][];
            state: components["schemas"]["LimitState"];
            /** @description The unit as it reads in a sentence. */
            symbol?: string | null;
            tag: string;
            /** @description Plant-local RFC 3339. */
            time?: string | null;
            /** @description UCUM code. */
            unit?: string | null;
            value?: components["schemas"]["Cell"] | null;
        };
        /** @description An example or a name that was learnt. */
        Learned: {
            /** @description Id of the answer that it comes from. */
            answer?: string | null;
            /** @description RFC 3339, UTC. */
            at: string;
            by?: string | null;
            /** @description When it was taken out of force, RFC 3339, UTC. */
            forgotten_at?: string | null;
            forgotten_by?: string | null;
            /** @description The question with slots for what it names. */
            form?: string | null;
            id: string;
            in_force: boolean;
            /** @description What it means, or does not mean where it was disliked. */
            means?: string | null;
            /** @description The larger model that planned it. */
            model?: string | null;
            name?: string | null;
            /** @description Id of the asset or tag that has the name. */
            of?: string | null;
            /** @description The plan with slots, where it comes from one. */
            plan?: Record<string, never> | null;
            question?: string | null;
            source: components["schemas"]["LearnedSource"];
            /**
             * Format: int64
             * @description Kept answers that rest on it; of a name, kept questions that hold it.
             */
            used: number;
        };
        /** @enum {string} */
        LearnedSource: "taught" | "liked" | "disliked" | "model";
        /** @description Something to be learnt: a question with its meaning, or a name of an asset or a tag. */
        LessonIn: {
            /** @description Who teaches it. */
            by?: string | null;
            /** @description What it means, in the notation of the planner: `mean(t, w)`. */
            means?: string | null;
            /** @description What people call an asset or a tag; with `of`. */
            name?: string | null;
            /** @description Id of the asset or tag. */
            of?: string | null;
            /** @description A question as somebody would ask it; with `means`. */
            question?: string | null;
        };
        /**
         * @description How a value stands to its limits: `stale` is no sample for ten usual steps, `none` is no sample,
         *     a bad one, or no number.
         * @enum {string}
         */
        LimitState: "normal" | "high" | "high_high" | "low" | "low_low" | "stale" | "none";
        /** @description Engineering limits in the tag's own unit; what is not described is not sent. */
        Limits: {
            /** Format: double */
            high?: number | null;
            /** Format: double */
            high_high?: number | null;
            /** Format: double */
            low?: number | null;
            /** Format: double */
            low_low?: number | null;
        };
        /** @description What is in force, newest first. */
        Logbook: {
            notes: components["schemas"]["Proposal"][];
            /** @description The plant's clock. */
            now: string;
            watches: components["schemas"]["Watched"][];
            work_orders: components["schemas"]["Proposal"][];
        };
        MachineOut: {
            cores: number;
            /** Format: int64 */
            disk_free_bytes?: number | null;
            /** Format: int64 */
            memory_bytes?: number | null;
            /** Format: int64 */
            memory_free_bytes?: number | null;
            /**
             * Format: int64
             * @description Memory that the program holds, bytes; nothing where the system does not tell, as below.
             */
            resident_bytes?: number | null;
        };
        ModelOut: {
            /**
             * Format: int64
             * @description When the server was started, seconds since 1970 UTC.
             */
            created: number;
            id: string;
            /** @description `model`. */
            object: string;
            owned_by: string;
        };
        /** @description The models: one. */
        ModelsOut: {
            data: components["schemas"]["ModelOut"][];
            /** @description `list`. */
            object: string;
        };
        /** @description A note on an asset or on a tag. */
        Note: {
            asset?: string | null;
            end?: string | null;
            /** @description When it was, or began. */
            start: string;
            tag?: string | null;
            text: string;
        };
        NumbersOut: {
            /**
             * Format: int64
             * @description Samples that the numbers are over.
             */
            count: number;
            /** @description Whether quantiles are exact; else each is within 0.5 % of a value of its rank. */
            exact: boolean;
            /** Format: double */
            first: number;
            first_time: string;
            /** Format: double */
            last: number;
            last_time: string;
            /** Format: double */
            max: number;
            max_time: string;
            /** Format: double */
            mean: number;
            /** Format: double */
            min: number;
            min_time: string;
            /**
             * Format: double
             * @description The 5, 50 and 95 % quantiles.
             */
            p5: number;
            /** Format: double */
            p50: number;
            /** Format: double */
            p95: number;
            /**
             * Format: double
             * @description Sample standard deviation; nothing of one sample.
             */
            std?: number | null;
        };
        /** @description One parameter of a tool. */
        ParameterInfo: {
            about: string;
            kind: components["schemas"]["ParameterKind"];
            name: string;
            required: boolean;
        };
        /** @description What a parameter takes. */
        ParameterKind: "tag" | "tags" | "asset" | "window" | "instant" | "number" | "integer" | "boolean" | "text" | "unit" | "table" | "tables" | "column" | "columns" | "filters" | {
            /** @description One of these words. */
            one_of: string[];
        } | "side";
        /** @description A small program over tools. The last step's values are the answer's unless `answer` names another. */
        Plan: {
            /** @description Ids of steps that answer as well; their values come first. */
            also?: string[];
            /** @description Id of the step whose values answer the question. */
            answer?: string | null;
            steps: components["schemas"]["Step"][];
        };
        PlantCounts: {
            assets: number;
            /** Format: int64 */
            samples: number;
            tables: number;
            tags: number;
        };
        /** @description A plant and what is recorded of it. */
        PlantInfo: {
            /** @description Every asset, in the order described; the tree is in `parent`. */
            assets: components["schemas"]["AssetNode"][];
            counts: components["schemas"]["PlantCounts"];
            language: components["schemas"]["Language"];
            name: string;
            /** @description What relative times count from, plant-local RFC 3339. */
            now: string;
            shifts: components["schemas"]["ShiftInfo"][];
            tables: components["schemas"]["TableInfo"][];
            /** @description The first 500 tags; `GET /api/tags` pages through all. */
            tags: components["schemas"]["TagInfo"][];
            /** @description IANA name. */
            timezone: string;
        };
        /** @description A proposal, and what became of it. Instants are plant-local RFC 3339. */
        Proposal: {
            /** @description Id of the answer that led to it. */
            answer?: string | null;
            confirmed?: components["schemas"]["Signed"] | null;
            declined?: components["schemas"]["Signed"] | null;
            expires_at: string;
            /** @description Where it would be written, below the plant's folder. */
            file: string;
            /** @description `page`, `command_line`, `api`, `mcp`, or the name of a model. */
            from?: string | null;
            /** @description One line: what would be written, or was. */
            headline: string;
            /** @description `wo-12`, `note-13`, `watch-14`. */
            id: string;
            note?: components["schemas"]["Note"] | null;
            /** @description What it showed when it was proposed; kept with the proposal. */
            preview: components["schemas"]["Evidence"];
            proposed_at: string;
            state: components["schemas"]["ProposalState"];
            /** @description The tool that drafted it. */
            tool: string;
            undone?: components["schemas"]["Signed"] | null;
            watch?: components["schemas"]["Watch"] | null;
            work_order?: components["schemas"]["WorkOrder"] | null;
        };
        /** @description A call of a tool that writes. */
        ProposalIn: {
            /** @description What it takes: see `GET /api/tools`. */
            arguments?: Record<string, never>;
            /** @description Where it is asked; `api` without it. */
            from?: components["schemas"]["Face"];
            /** @description `draft_work_order`, `add_note` or `create_watch`. */
            tool: string;
        };
        /** @enum {string} */
        ProposalState: "open" | "expired" | "confirmed" | "declined" | "undone";
        /**
         * @description How far a sample can be trusted.
         * @enum {string}
         */
        Quality: "good" | "uncertain" | "bad";
        /** @description Shares of the samples read, 0 to 1. */
        QualityShare: {
            /** Format: double */
            bad: number;
            /** Format: double */
            good: number;
            /** Format: double */
            uncertain: number;
        };
        /** @description How a question was read. */
        Reading: {
            /** @description Id of the plant's own example that this rests on; `GET /api/learned` has it. */
            example?: string | null;
            /** @description What the built-in planner took it to mean: `mean(t, w)`. */
            meaning?: string | null;
        };
        RecordColumnOut: {
            description: string;
            name: string;
            type: components["schemas"]["ColumnType"];
            /** @description UCUM code, as the column's name says it. */
            unit?: string | null;
        };
        /**
         * @description What the records of a table are.
         * @enum {string}
         */
        RecordKind: "work_order" | "alarm" | "event" | "downtime" | "failure_mode" | "inspection" | "batch" | "table";
        RecordRowOut: {
            /** @description Id of the asset that it names. */
            asset?: string | null;
            cells: components["schemas"]["Cell"][];
            /** @description Plant-local RFC 3339. */
            time?: string | null;
        };
        /** @description A page of records, or of groups of them. */
        RecordsOut: {
            /** @description The columns of `rows`; none for groups. */
            columns: components["schemas"]["RecordColumnOut"][];
            groups?: components["schemas"]["GroupsOut"] | null;
            /** @description What a reader should know, such as that no record has a value that was asked for. */
            notes: string[];
            offset: number;
            /** @description Empty for groups. */
            rows: components["schemas"]["RecordRowOut"][];
            table: string;
            /** @description Records that are meant, on all pages. */
            total: number;
        };
        /** @description A row or field that was set aside. */
        RejectOut: {
            column?: string | null;
            /**
             * Format: int64
             * @description Line of the file, from 1; of a Parquet file its row.
             */
            line: number;
            reason: string;
            /** @description What stands there, cut off where it is long. */
            text: string;
        };
        /** @description What a replay found. */
        Replayed: {
            /** @description The answer as it is now. */
            answer: components["schemas"]["Answer"];
            /** @description What differs, one line each. */
            differences: string[];
            /** @description Whether the stored answer still holds. */
            same: boolean;
        };
        /** @description A column of a result. */
        ResultColumn: {
            name: string;
            /** @description UCUM code. */
            unit?: string | null;
        };
        /** @description One sample. */
        SampleIn: {
            /** @description `good`, `uncertain`, `bad` or an OPC status code; good without it. */
            quality?: unknown;
            /** @example pump-1.flow */
            tag: string;
            /**
             * @description RFC 3339 with an offset, plant-local without one, or milliseconds since
             *     the epoch; without it, the time of arrival.
             */
            time?: unknown;
            /** @description A number, boolean or text. */
            value: unknown;
        };
        /** @description Something found. */
        SearchHit: {
            /** @description Of a tag: its asset. Of an asset: the one above it. */
            asset?: string | null;
            asset_name?: string | null;
            id: string;
            kind: components["schemas"]["HitKind"];
            name: string;
            /**
             * Format: double
             * @description Best first; above 0.
             */
            score: number;
            /** @description The unit as it reads in a sentence. */
            symbol?: string | null;
            /** @description UCUM code of a tag's unit. */
            unit?: string | null;
        };
        /** @description Curves of tags over a window. */
        SeriesOut: {
            series: components["schemas"]["Curve"][];
            /** @description Half-open, plant-local RFC 3339. */
            window: string[];
        };
        /** @description One tag's curve, thinned to an envelope when it is long. */
        SeriesResult: {
            name: string;
            points: components["schemas"]["CurvePoint"][];
            /**
             * Format: int64
             * @description Samples behind the points.
             */
            samples: number;
            tag: string;
            unit?: string | null;
        };
        /** @description A shift; `end` before `start` means that it runs over midnight. */
        ShiftInfo: {
            end: string;
            name: string;
            /** @description Plant-local `HH:MM:SS`. */
            start: string;
        };
        /** @description Who said so, and when. */
        Signed: {
            at: string;
            by: string;
            reason: string;
        };
        SparkPoint: {
            /** Format: double */
            max: number;
            /** Format: double */
            min: number;
            /**
             * Format: int64
             * @description Begin of the stretch, milliseconds since the epoch.
             */
            t: number;
        };
        /** @description A column of a result. */
        SqlColumn: {
            name: string;
            type: components["schemas"]["ColumnType"];
        };
        /** @description A query over `samples`, `tags`, `assets` and every records table; it may only read. */
        SqlIn: {
            /** @description At most this many rows; 10,000 without it. */
            limit?: number | null;
            /** @example SELECT id, unit FROM tags ORDER BY id */
            query: string;
        };
        /**
         * @description What the query could have used; past `seconds` or `memory_bytes` it is refused with `PW5003`,
         *     past `rows` it is cut off.
         */
        SqlLimitsOut: {
            memory_bytes: number;
            rows: number;
            /** Format: double */
            seconds: number;
        };
        /** @description What a query gave. */
        SqlOut: {
            columns: components["schemas"]["SqlColumn"][];
            limits: components["schemas"]["SqlLimitsOut"];
            /** @description Rows of fields; instants are RFC 3339 UTC. */
            rows: components["schemas"]["Cell"][][];
            /** Format: double */
            took_ms: number;
            /** @description Whether the limit cut rows off. */
            truncated: boolean;
        };
        /**
         * @description How a watch stands now.
         * @enum {string}
         */
        Standing: "firing" | "pending" | "quiet" | "unknown";
        /** @description Statistics of tags in a window. */
        StatisticsOut: {
            tags: components["schemas"]["TagStatisticsOut"][];
            /** @description Half-open, plant-local RFC 3339. */
            window: string[];
        };
        /**
         * @description How a question ended.
         * @enum {string}
         */
        Status: "answered" | "clarify" | "abstained" | "error";
        /** @description What is to be otherwise when an investigation is run on. What was put aside or added before stays so. */
        Steer: {
            /** @description Single hypotheses to put aside. */
            aside?: components["schemas"]["Aside"][];
            /** @description Start and end, in place of the time that was looked at. */
            window?: string[] | null;
            /** @description Ids of tags to be compared, wherever they stand in the asset tree. */
            with?: string[];
            /**
             * @description Kinds of hypotheses to put aside.
             * @example [
             *       "sensor"
             *     ]
             */
            without?: string[];
        };
        /** @description One call of a tool. */
        Step: {
            /** @description By name of the parameter; `{"from", "take"}` refers to an earlier step. See `GET /api/tools`. */
            arguments: {
                [key: string]: unknown;
            };
            id: string;
            tool: string;
        };
        /** @description What a stop came to. */
        Stopped: {
            /** @description Whether the question was still being answered. */
            stopped: boolean;
        };
        /** @description Bytes below `.plantwright/`, by what they hold. */
        StoreOut: {
            /** Format: int64 */
            answer_bytes: number;
            /**
             * Format: int64
             * @description The write-ahead log.
             */
            log_bytes: number;
            /**
             * Format: int64
             * @description Everything else.
             */
            other_bytes: number;
            /**
             * Format: int64
             * @description Tables of records.
             */
            records_bytes: number;
            /**
             * Format: int64
             * @description Samples with their indexes and roll-ups.
             */
            segment_bytes: number;
            /** @description How many segments there are. */
            segments: number;
            /** Format: int64 */
            total_bytes: number;
        };
        StreamOptions: {
            include_usage?: boolean;
        };
        /** @description A question that has been planned on this plant. */
        Suggestion: {
            question: string;
        };
        /** @description How the program, its store and its machine stand. */
        SystemOut: {
            checks: components["schemas"]["CheckOut"][];
            folder: string;
            /**
             * Format: double
             * @description Samples a second that arrived live, over the last minute.
             */
            ingest_per_s: number;
            machine: components["schemas"]["MachineOut"];
            /** @description The plant's name and folder. */
            plant: string;
            /** Format: int64 */
            samples: number;
            store: components["schemas"]["StoreOut"];
            /** @description Tags that have samples. */
            tags: number;
            /**
             * Format: double
             * @description Seconds since the start.
             */
            uptime_s: number;
            version: string;
            /** @description Requests that wait for a core. */
            waiting: number;
        };
        /** @description A table of records. */
        TableInfo: {
            /** @description Column that names an asset; `asset_id` beside it holds ids. */
            asset?: string | null;
            columns: components["schemas"]["ColumnInfo"][];
            description: string;
            kind: components["schemas"]["RecordKind"];
            /** Format: int64 */
            rows: number;
            table: string;
            /** @description Column of a record's time. */
            time?: string | null;
        };
        /** @description A tag, what is recorded of it, and its newest value. */
        TagInfo: {
            aliases: string[];
            asset?: string | null;
            description: string;
            /** @description Plant-local RFC 3339. */
            first?: string | null;
            id: string;
            last?: string | null;
            latest?: components["schemas"]["Latest"] | null;
            limits: components["schemas"]["Limits"];
            /** Format: double */
            maximum?: number | null;
            /** Format: double */
            minimum?: number | null;
            name: string;
            quantity?: string | null;
            /** Format: int64 */
            samples: number;
            /**
             * Format: double
             * @description Usual time between samples, seconds.
             */
            step_s?: number | null;
            /** @description The unit as it reads in a sentence. */
            symbol?: string | null;
            /** @description UCUM code. */
            unit?: string | null;
        };
        /** @description A page of tags, in the order of the tree. */
        TagPage: {
            offset: number;
            tags: components["schemas"]["TagInfo"][];
            /** @description Tags on all pages. */
            total: number;
        };
        /** @description What a tag did. Numbers are over samples that are finite and not bad. */
        TagStatisticsOut: {
            gaps?: components["schemas"]["GapsOut"] | null;
            name: string;
            numbers?: components["schemas"]["NumbersOut"] | null;
            quality?: components["schemas"]["QualityShare"] | null;
            /**
             * Format: int64
             * @description Samples of any kind and quality.
             */
            samples: number;
            symbol?: string | null;
            tag: string;
            /** @description UCUM code. */
            unit?: string | null;
        };
        /** @description A pinned answer on the grid of a board. */
        Tile: {
            /** @description Id of the answer; `POST /api/answers/{id}/replay` shows it as it is now. */
            answer: string;
            /** Format: int32 */
            h: number;
            question: string;
            /** @description Earlier questions that it refers back to, at most 50. */
            turns?: string[];
            /** Format: int32 */
            w: number;
            /** Format: int32 */
            x: number;
            /** Format: int32 */
            y: number;
        };
        /** @description A tool: what it does and takes. */
        ToolInfo: {
            about: string;
            effect: components["schemas"]["Effect"];
            /** @description A question that it answers, and the arguments for it. */
            example: components["schemas"]["Example"];
            name: string;
            parameters: components["schemas"]["ParameterInfo"][];
        };
        /** @description A value and how often it occurs. */
        ValueCount: {
            /** Format: int64 */
            count: number;
            value: string;
        };
        /** @enum {string} */
        Verdict: "like" | "dislike";
        /** @description A condition on a tag that somebody wants to know of. */
        Watch: {
            /** @description `above`, `below`, `outside`, `stuck` or `no_data`. */
            condition: string;
            /**
             * Format: double
             * @description How long it must last, seconds.
             */
            for_s: number;
            /**
             * Format: double
             * @description The limit that must not be exceeded, of `above` and `outside`.
             */
            high?: number | null;
            /**
             * Format: double
             * @description The limit that must not be fallen short of, of `below` and `outside`.
             */
            low?: number | null;
            tag: string;
            /** @description Why, or what to do. */
            text: string;
            /** @description UCUM code of the limits. */
            unit?: string | null;
            /** @description All of it in one line. */
            words: string;
        };
        /** @description A watch in force, looked at now. */
        Watched: {
            end?: string | null;
            /**
             * Format: int64
             * @description How often it fired from `start` to `end`.
             */
            fired: number;
            /** @description The newest firings, at most 10, oldest first. */
            firings: components["schemas"]["Firing"][];
            problem?: components["schemas"]["Error"] | null;
            proposal: components["schemas"]["Proposal"];
            /** @description Since when; nothing for `quiet`. */
            since?: string | null;
            standing: components["schemas"]["Standing"];
            start?: string | null;
        };
        /** @description A person's word on a proposal. */
        WordIn: {
            /** @description The person's name, 1 to 100 characters. Nobody checks it: there are no accounts yet. */
            by: string;
            /** @description Why, at most 2,000 characters; not for a confirmation. */
            reason?: string;
        };
        /** @description A draft of a work order. */
        WorkOrder: {
            asset: string;
            description: string;
            /** @description A day, plant-local. */
            due?: string | null;
            /** @description `emergency`, `high`, `medium` or `low`. */
            priority: string;
            title: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
