"""Where the corrected CloudTrail answers; moto reads these two names."""

from moto.cloudtrail.urls import url_bases as url_bases

from .response import RecordingCloudTrailResponse

url_paths = {"{0}/$": RecordingCloudTrailResponse.dispatch}
