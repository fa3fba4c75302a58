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
        get: operations["list"];
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
        get: operations["get"];
        put?: never;
        post?: never;
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
        post: operations["replay"];
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
        post: operations["append"];
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
        post: operations["ask"];
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
         * @description Server-sent events named `stage` (`{"stage": "linked", …}`), then one
         *     `answer` with the answer object, or one `error`.
         */
        post: operations["ask_events"];
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
        /** The plant: assets, tags with their coverage and newest values, tables. */
        get: operations["plant"];
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
        get: operations["problem"];
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
        get: operations["series"];
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
        post: operations["sql"];
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
        get: operations["tables"];
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
        get: operations["tools"];
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
        get: operations["healthz"];
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
        /** Prometheus metrics, text format. */
        get: operations["metrics"];
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
        get: operations["readyz"];
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
            /**
             * @description `en` or `zh`.
             * @example en
             */
            language: string;
            /** @description What was run: `{"steps": [{"id", "tool", "arguments"}]}`. */
            plan: Record<string, never>;
            /** @description `builtin`, or the model's name. */
            planner: string;
            /** @description For `clarify`: what is asked back. */
            question?: string | null;
            /**
             * @description `answered`, `clarify`, `abstained` or `error`.
             * @example answered
             */
            status: string;
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
            /** @example answered */
            status: string;
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
            value: unknown;
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
        /** @description A question. Fields not named here are passed over. */
        Ask: {
            /** @description Any string: questions with the same one may refer back to each other. */
            conversation?: string | null;
            /**
             * @description `en` or `zh`; without it, the language of the question.
             * @example en
             */
            language?: string | null;
            /** @example How much energy did the compressor use yesterday? */
            question: string;
        };
        /** @description An asset; the tree is in `parent` and `children`. */
        AssetInfo: {
            aliases: string[];
            /** @description Ids of the assets right below. */
            children: string[];
            description: string;
            id: string;
            kind?: string | null;
            name: string;
            parent?: string | null;
            /** @description Ids of the tags on this asset itself. */
            tags: string[];
        };
        /** @description A page of a document. */
        Citation: {
            document: string;
            /** Format: int32 */
            page: number;
            quote: string;
        };
        /** @description A column of a table. */
        ColumnInfo: {
            description: string;
            /**
             * Format: int64
             * @description How many different values.
             */
            distinct: number;
            /** @example text */
            kind: string;
            name: string;
            /** @description The most frequent values with their counts, at most 20. */
            values: Record<string, never>[];
        };
        /** @description One tag's curve. */
        Curve: {
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
            arguments: Record<string, never>;
            id: string;
            notes?: string[];
            quality?: components["schemas"]["Quality"] | null;
            /** @description The same asked in SQL. */
            query?: string | null;
            /** @description By `kind`: `quantity`, `instant`, `verdict`, `table`, `series` or `facts`. */
            result: Record<string, never>;
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
        /** @description Numbers in the text, and how many of them some evidence holds. */
        Grounding: {
            /** Format: int32 */
            numbers: number;
            /** Format: int32 */
            supported: number;
        };
        /** @description An answer that was given. */
        KeptAnswer: {
            answer: components["schemas"]["Answer"];
            /** @description RFC 3339, UTC. */
            asked_at: string;
            conversation?: string | null;
            question: string;
        };
        /** @description A newest value. */
        Latest: {
            /** @description `good`, `uncertain` or `bad`. */
            quality: string;
            /** @description Plant-local RFC 3339. */
            time: string;
            value: unknown;
        };
        /** @description One parameter of a tool. */
        ParameterInfo: {
            about: string;
            /** @description `tag`, `window`, `number` ...; `{"one_of": [...]}` lists the words it takes. */
            kind: unknown;
            name: string;
            required: boolean;
        };
        /** @description A plant and what is recorded of it. */
        PlantInfo: {
            assets: components["schemas"]["AssetInfo"][];
            /** @example en */
            language: string;
            name: string;
            /** @description What relative times count from, plant-local RFC 3339. */
            now: string;
            tables: components["schemas"]["TableInfo"][];
            tags: components["schemas"]["TagInfo"][];
            /** @description IANA name. */
            timezone: string;
        };
        /** @description Shares of the samples read, 0 to 1. */
        Quality: {
            /** Format: double */
            bad?: number;
            /** Format: double */
            good: number;
            /** Format: double */
            uncertain?: number;
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
        /** @description Curves of tags over a window. */
        SeriesOut: {
            series: components["schemas"]["Curve"][];
            /** @description Half-open, plant-local RFC 3339. */
            window: string[];
        };
        /** @description A column of a result. */
        SqlColumn: {
            name: string;
            /** @description `number`, `integer`, `boolean`, `time` or `text`. */
            type: string;
        };
        /** @description A query over `samples`, `tags`, `assets` and every records table; it may only read. */
        SqlIn: {
            /** @description At most this many rows; 10,000 without it. */
            limit?: number | null;
            /** @example SELECT id, unit FROM tags ORDER BY id */
            query: string;
        };
        /** @description What a query gave. */
        SqlOut: {
            columns: components["schemas"]["SqlColumn"][];
            /** @description Rows of fields; instants are RFC 3339 UTC. */
            rows: unknown[][];
            /** Format: double */
            took_ms: number;
            /** @description Whether the limit cut rows off. */
            truncated: boolean;
        };
        /** @description A table of records. */
        TableInfo: {
            /** @description Column that names an asset; `asset_id` beside it holds ids. */
            asset?: string | null;
            columns: components["schemas"]["ColumnInfo"][];
            description: string;
            /** @example work_order */
            kind: string;
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
            limits: Record<string, never>;
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
        /** @description A tool: what it does and takes. */
        ToolInfo: {
            about: string;
            /**
             * @description `read_only`, `writes` or `actuates`.
             * @example read_only
             */
            effect: string;
            /** @description A question that it answers, and the arguments for it. */
            example: Record<string, never>;
            name: string;
            parameters: components["schemas"]["ParameterInfo"][];
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
    list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description At most this many, 1 to 1,000; 50 without it. */
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
                    "application/json": components["schemas"]["AnswerSummary"][];
                };
            };
        };
    };
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
    replay: {
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
    append: {
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
    ask: {
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
    ask_events: {
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
    plant: {
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
    problem: {
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
    series: {
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
    sql: {
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
    tables: {
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
    tools: {
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
    healthz: {
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
    metrics: {
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
    readyz: {
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
}
