/** @returns the message for the user if Mediaroot does not run on this version of Node, such as "20.1.0" */
export declare function refuseNode(version: string): string | undefined;
